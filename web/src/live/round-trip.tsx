// How long a frame takes from the camera to its box, small under the picture; the same numbers as attributes, for benchmarks.

import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import type { LiveOverlay } from './live-overlay.ts'

const EVERY_MS = 1000

export function RoundTrip({ overlay }: { readonly overlay: LiveOverlay }) {
  const t = useText(live)
  const format = useFormat()
  const [read, setRead] = useState(() => readOff(overlay))
  useEffect(() => {
    const timer = setInterval(() => {
      setRead(readOff(overlay))
    }, EVERY_MS)
    return () => {
      clearInterval(timer)
    }
  }, [overlay])

  const { summary, counts } = read
  return (
    <dl
      className="round-trip small soft numbers"
      title={t('roundTripHelp')}
      data-round-trip
      data-p50={summary?.p50Ms.toFixed(1)}
      data-p95={summary?.p95Ms.toFixed(1)}
      data-server-p50={summary?.serverP50Ms.toFixed(1)}
      data-fps={summary?.framesPerSecond.toFixed(2)}
      data-width={summary?.width}
      data-bytes={summary?.bytes}
      data-sent={counts.sent}
      data-answered={counts.answered}
      data-skipped={counts.skipped}
      data-dropped={counts.dropped}
    >
      <dt>{t('roundTrip')}</dt>
      {summary ? (
        <>
          <dd>{t('roundTripValues', { p50: Math.round(summary.p50Ms), p95: Math.round(summary.p95Ms) })}</dd>
          <dd>{t('sending', { rate: format.number(Math.round(summary.framesPerSecond)), width: String(summary.width) })}</dd>
        </>
      ) : (
        <dd>{t('measuring')}</dd>
      )}
    </dl>
  )
}

const readOff = (overlay: LiveOverlay) => ({ summary: overlay.summary(), counts: { ...overlay.counts } })
