// Notifications of this browser: whether they are wanted, whether they are allowed, and showing one. Knows no words.

/** `named`: they may name people; they can be read on a locked screen. */
export type Wish = 'off' | 'on' | 'named'
/** `unable`: without HTTPS, or on a phone that shows none for pages. */
export type Ability = NotificationPermission | 'unable'

const KEPT = 'rostro.notifications'

export function wishOf(kept: string | null): Wish {
  return kept === 'on' || kept === 'named' ? kept : 'off'
}

export const readWish = (): Wish => wishOf(localStorage.getItem(KEPT))

export function keepWish(wish: Wish): void {
  localStorage.setItem(KEPT, wish)
}

export const abilityNow = (): Ability => ('Notification' in window && isSecureContext ? Notification.permission : 'unable')

/** Must come of a click. Browsers ask once; closing their question is no answer. */
export async function askPermission(): Promise<Ability> {
  if (abilityNow() === 'default') await Notification.requestPermission()
  return abilityNow()
}

export interface Shown {
  readonly title: string
  readonly body: string | undefined
  /** One of the same tag takes the other's place: several open pages show an alert once. */
  readonly tag: string
  readonly lang: string
  readonly onOpen: () => void
}

/** Whether it could be shown. */
export function show({ title, body = '', tag, lang, onOpen }: Shown): boolean {
  try {
    const shown = new Notification(title, { body, tag, lang, icon: '/icon.svg' })
    shown.onclick = () => {
      window.focus()
      shown.close()
      onOpen()
    }
    return true
  } catch {
    // Chrome on Android has the class and lets only service workers use it.
    return false
  }
}

/** Calls back when somebody changes their mind in the browser's settings. */
export function onPermissionChange(changed: () => void): () => void {
  let watched: PermissionStatus | undefined
  let isOver = false
  navigator.permissions.query({ name: 'notifications' }).then(
    status => {
      if (isOver) return
      watched = status
      status.addEventListener('change', changed)
    },
    () => {
      // A browser that cannot be asked: the page shows it at the next visit.
      watched = undefined
    },
  )
  return () => {
    isOver = true
    watched?.removeEventListener('change', changed)
  }
}
