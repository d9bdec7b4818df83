// Who is inside, as doors counted it; whoever left another way is taken off by hand.

import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { Link } from 'wouter'
import { ask, useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { EmptyState, ErrorNotice, Skeleton, useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'

export function Inside() {
  const t = useText(doors)
  const format = useFormat()
  const toast = useToast()
  const say = useErrorText()
  const { data: presences, error, refetch } = useQuery({ ...ask('GET /doors/inside'), refetchInterval: 5000 })
  const forget = useChange('DELETE /doors/inside/:personId', ['GET /doors/inside'])
  if (error && !presences) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!presences) return <Skeleton height={200} />
  if (presences.length === 0) return <EmptyState icon={Users} title={t('insideEmptyTitle')} text={t('insideEmptyText')} />
  return (
    <div className="doors">
      <p className="soft">{t('insideText')}</p>
      <ul className="card">
        {presences.map(({ area, person: { id, name }, since }) => (
          <li key={`${id} ${area}`} className="door-presence">
            <Link href={`/people/${encodeURIComponent(id)}`}>{name}</Link>
            <span className="soft small numbers">{t('insideSince', { area, time: format.dateTime(since) })}</span>
            <Button
              aria-label={t('leftOf', { name })}
              isPending={forget.isPending && forget.variables.params.personId === id}
              onPress={() => {
                const onSuccess = () => {
                  toast({ text: t('leftDone', { name }) })
                }
                const onError = (error: Error) => {
                  toast({ text: say(error) })
                }
                forget.mutate({ params: { personId: id }, query: { area } }, { onSuccess, onError })
              }}
            >
              {t('left')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
