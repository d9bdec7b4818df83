// Sounds of a kiosk, which can be switched off; remembered for this browser.

import { useCallback, useEffect, useRef, useState } from 'react'
import { Tones, type Sound } from './tones.ts'

const KEPT = 'rostro.kiosk.sound'

export interface Sounds {
  readonly isOn: boolean
  readonly toggle: () => void
  readonly play: (sound: Sound) => void
}

export function useSounds(): Sounds {
  const [isOn, setIsOn] = useState(() => localStorage.getItem(KEPT) !== 'off')
  const tones = useRef<Tones>(undefined)
  useEffect(() => {
    const made = new Tones()
    tones.current = made
    const wake = () => void made.wake()
    document.addEventListener('pointerdown', wake)
    document.addEventListener('keydown', wake)
    return () => {
      document.removeEventListener('pointerdown', wake)
      document.removeEventListener('keydown', wake)
      void made.close()
    }
  }, [])
  const toggle = useCallback(() => {
    setIsOn(before => {
      localStorage.setItem(KEPT, before ? 'off' : 'on')
      return !before
    })
  }, [])
  const play = useCallback(
    (sound: Sound) => {
      if (isOn) tones.current?.play(sound)
    },
    [isOn],
  )
  return { isOn, toggle, play }
}
