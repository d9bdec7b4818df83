// Keeps the screen of a kiosk on while its page is seen, where the browser can.

import { useEffect } from 'react'

export function useAwake(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | undefined
    let isGone = false
    const hold = async () => {
      if (document.visibilityState !== 'visible') return
      try {
        const got = await navigator.wakeLock.request('screen')
        if (isGone) await got.release()
        else lock = got
      } catch {
        // A battery that is nearly empty: the screen goes dark as the system says.
        lock = undefined
      }
    }
    const again = () => void hold()
    again()
    // The browser lets go of it whenever the page is hidden.
    document.addEventListener('visibilitychange', again)
    return () => {
      isGone = true
      document.removeEventListener('visibilitychange', again)
      void lock?.release()
    }
  }, [])
}
