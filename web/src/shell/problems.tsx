// What is wrong with the system, as it says itself: in English exactly, in other languages in our words first.

import { useQuery } from '@tanstack/react-query'
import { ask } from '../api.ts'
import { Banner, ServerWords } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { shell } from '../i18n/parts/shell.ts'

export function Problems() {
  const t = useText(shell)
  const { data } = useQuery({ ...ask('GET /status'), refetchInterval: 30_000 })
  if (!data || data.problems.length === 0) return null
  return (
    <div className="problems">
      {data.problems.map(({ code, message }) => {
        const key = `problem_${code}`
        return (
          <Banner key={code + message} tone="warning">
            <ServerWords message={message}>{key in shell.en && t(key as 'problem_door_fault')}</ServerWords>
          </Banner>
        )
      })}
    </div>
  )
}
