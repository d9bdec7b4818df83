// The end of what is loaded: asks for more before it comes into sight.

import { useEffect, useEffectEvent, useRef } from 'react'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'

/** More than a screen ahead, so that whoever scrolls seldom waits. */
const AHEAD = '1200px'

export interface LoadMoreProps {
  /** Looked at anew after each page: it may not have filled the screen. */
  readonly loaded: number
  readonly isLoading: boolean
  readonly onLoadMore: () => void
}

/** Its own, since react-aria's watches within the list, which is as long as what it holds: all would be loaded at once. */
export function LoadMore({ loaded, isLoading, onLoadMore }: LoadMoreProps) {
  const words = useText(common)
  const end = useRef<HTMLDivElement>(null)
  const reach = useEffectEvent(onLoadMore)
  useEffect(() => {
    const sight = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) reach()
      },
      { rootMargin: `0px 0px ${AHEAD}` },
    )
    if (end.current) sight.observe(end.current)
    return () => {
      sight.disconnect()
    }
  }, [loaded])
  return (
    <div className="events-more soft small" ref={end}>
      {isLoading && words('loading')}
    </div>
  )
}
