// What a camera sees, asked for again and again while somebody looks: gently, one request at a time.

import { useEffect, useState, type RefObject } from 'react'
import { api } from '../api.ts'

const EVERY_MS = 2000

/** The address of the newest picture, or undefined. Nothing is asked while the element or the tab is out of sight. */
export function usePicture(cameraId: string, isOn: boolean, element: RefObject<Element | null>): string | undefined {
  const [url, setUrl] = useState<string>()

  useEffect(() => {
    if (!isOn || !element.current) return
    const stopped = new AbortController()
    let isSeen = false
    let isAsking = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let shown: string | undefined

    const show = (picture: Blob | undefined) => {
      if (stopped.signal.aborted) return
      const before = shown
      shown = picture && URL.createObjectURL(picture)
      setUrl(shown)
      if (before !== undefined) URL.revokeObjectURL(before)
    }
    const ask = async () => {
      if (isAsking || stopped.signal.aborted || !isSeen || document.hidden) return
      isAsking = true
      clearTimeout(timer)
      show(await api('GET /cameras/:cameraId/picture', { params: { cameraId } }, stopped).catch(() => undefined))
      isAsking = false
      timer = setTimeout(() => void ask(), EVERY_MS)
    }
    const wake = () => void ask()
    const sight = new IntersectionObserver(([entry]) => {
      isSeen = entry?.isIntersecting ?? false
      wake()
    })
    sight.observe(element.current)
    document.addEventListener('visibilitychange', wake)
    return () => {
      stopped.abort()
      clearTimeout(timer)
      sight.disconnect()
      document.removeEventListener('visibilitychange', wake)
      if (shown !== undefined) URL.revokeObjectURL(shown)
      setUrl(undefined)
    }
  }, [cameraId, isOn, element])

  return url
}
