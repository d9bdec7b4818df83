// Single keys that do something on a screen, and switching them off (WCAG 2.1.4: speech input must not trigger them).

import { useEffect, useEffectEvent, useState } from 'react'

const KEPT = 'rostro.shortcuts'
/** Where a key means itself. */
const TAKES_KEYS = 'input, textarea, select, [contenteditable], [role=listbox], [role=menu], [role=dialog], [role=alertdialog]'
/** Where Space presses what has the focus. */
const PRESSABLE = 'button, a, label, summary, [role=button], [role=switch], [role=checkbox], [role=tab], [role=option]'

export type Shortcuts = Readonly<Record<string, () => void>>

/** Keys by name, letters in lower case: `useShortcuts({ s: take, ' ': toggle }, on)`. */
export function useShortcuts(shortcuts: Shortcuts, on: boolean): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return
    const at = event.target instanceof Element ? event.target : document.body
    if (at.closest(TAKES_KEYS) || (event.key === ' ' && at.closest(PRESSABLE))) return
    const action = shortcuts[event.key.toLowerCase()]
    if (!action) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    if (!on) return
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('keydown', press)
    }
  }, [on])
}

/** Whether single keys work, remembered for this browser. */
export function useShortcutsOn(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(KEPT) !== 'off')
  const choose = (on: boolean) => {
    localStorage.setItem(KEPT, on ? 'on' : 'off')
    setOn(on)
  }
  return [on, choose]
}
