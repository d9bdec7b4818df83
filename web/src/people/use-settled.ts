// A value once it has stopped changing, so that the server is not asked at every key.

import { useEffect, useState } from 'react'

export function useSettled<T>(value: T, afterMs = 180): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value)
    }, afterMs)
    return () => {
      clearTimeout(timer)
    }
  }, [value, afterMs])
  return settled
}
