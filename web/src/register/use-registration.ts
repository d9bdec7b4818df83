// One registration from name to stored person: what the server holds of it, and the steps. Shows nothing.

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { FinishedJson, PhotoVerdictJson } from '../../../src/client.ts'
import { api, ApiError, refresh } from '../api.ts'
import { asServerKept, EMPTY_STRIP, withKept, withoutRefused, withRefused, type Doubt, type Strip } from './flow.ts'

export interface Who {
  readonly name: string
  /** What the person agreed to, word for word. */
  readonly consent: string
}

export type Stored = Extract<FinishedJson, { stored: true }>

export type Step =
  | { readonly step: 'who' }
  | { readonly step: 'photos'; readonly enrolmentId: string }
  | { readonly step: 'doubt'; readonly enrolmentId: string; readonly doubts: readonly Doubt[] }
  | { readonly step: 'done'; readonly stored: Stored }

export function useRegistration(personId: string | undefined) {
  const client = useQueryClient()
  const [step, setStep] = useState<Step>({ step: 'who' })
  const [who, setWho] = useState<Who>({ name: '', consent: '' })
  const [strip, setStrip] = useState<Strip>(EMPTY_STRIP)
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const open = useRef<string>(undefined)
  const refusals = useRef(0)

  const forget = useCallback(() => {
    const enrolmentId = open.current
    open.current = undefined
    // Nothing is lost when this fails: the server forgets it after 15 minutes.
    if (enrolmentId !== undefined) void api('DELETE /enrolments/:enrolmentId', { params: { enrolmentId } }).catch(() => undefined)
  }, [])
  useEffect(() => forget, [forget])

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  const begin = (as: Who) =>
    attempt(async () => {
      setWho(as)
      // Back from the photos to another name: the photos stay.
      if (open.current === undefined) {
        const { id } = await api('POST /enrolments', { body: personId === undefined ? {} : { personId } })
        open.current = id
        setStrip(EMPTY_STRIP)
      }
      setStep({ step: 'photos', enrolmentId: open.current })
    })

  const finish = (as: string = who.name, confirmed = false) =>
    attempt(async () => {
      const enrolmentId = open.current
      if (enrolmentId === undefined) return
      const consent = { text: who.consent, given: true } as const
      const finished = await api('POST /enrolments/:enrolmentId/finish', {
        params: { enrolmentId },
        body: { name: as, consent, confirmed },
      })
      if (!finished.stored) {
        setStep({ step: 'doubt', enrolmentId, doubts: finished.doubts })
        return
      }
      open.current = undefined
      await refresh(client, ['GET /people', 'GET /health/gallery'])
      setStep({ step: 'done', stored: finished })
    })

  const remove = (photoId: string) =>
    attempt(async () => {
      const enrolmentId = open.current
      if (enrolmentId === undefined) return
      const left = await api('DELETE /enrolments/:enrolmentId/photos/:photoId', { params: { enrolmentId, photoId } })
      setStrip(strip => asServerKept(strip, left))
    })

  /** Takes the verdict of a photo into the strip, with a picture of what was refused. */
  const judge = useCallback((verdict: PhotoVerdictJson, picture?: string) => {
    if (verdict.kept) {
      setStrip(strip => (strip.kept.some(({ photoId }) => photoId === verdict.photoId) ? strip : withKept(strip, verdict)))
      return
    }
    const key = String(++refusals.current)
    setStrip(strip => withRefused(strip, { key, reason: verdict.reason, picture }))
  }, [])

  const startAnew = () => {
    forget()
    setStrip(EMPTY_STRIP)
    setError(undefined)
    setStep({ step: 'who' })
  }

  return {
    step,
    who,
    strip,
    error,
    isBusy,
    isExpired: error instanceof ApiError && error.code === 'enrolment_not_found',
    begin,
    finish,
    remove,
    judge,
    dismiss: (key: string) => {
      setStrip(strip => withoutRefused(strip, key))
    },
    /** Another name for the same photos. */
    rename: () => {
      setStep({ step: 'who' })
    },
    backToPhotos: () => {
      if (open.current !== undefined) setStep({ step: 'photos', enrolmentId: open.current })
    },
    fail: setError,
    startAnew,
  }
}

export type Registration = ReturnType<typeof useRegistration>
