// Trying an address before it is saved: nothing yet, trying, a picture, or why there is none.

import { useRef, useState } from 'react'
import { api, ApiError } from '../api.ts'
import type { AnswerOf } from '../../../src/client.ts'

type Answer = AnswerOf<'POST /cameras/test'>

export type TestState =
  | { readonly status: 'none' }
  | { readonly status: 'trying' }
  | ({ readonly status: 'works'; readonly address: string } & Omit<Extract<Answer, { ok: true }>, 'ok'>)
  | { readonly status: 'fails'; readonly code: string; readonly message: string }

export function useCameraTest() {
  const [state, setState] = useState<TestState>({ status: 'none' })
  /** An answer to an address that was changed meanwhile says nothing. */
  const running = useRef<AbortController>(undefined)

  const forget = () => {
    running.current?.abort()
    setState({ status: 'none' })
  }
  const test = async (address: string): Promise<void> => {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    setState({ status: 'trying' })
    const answer = await api('POST /cameras/test', { body: { address } }, mine).catch((error: unknown) => ({
      ok: false as const,
      code: error instanceof ApiError ? error.code : 'unreachable',
      message: error instanceof ApiError ? error.message : '',
    }))
    if (mine.signal.aborted) return
    setState(
      answer.ok ? { ...answer, status: 'works', address } : { status: 'fails', code: answer.code, message: answer.message },
    )
  }
  return { state, test, forget }
}
