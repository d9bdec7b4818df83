// Which screen is shown at which address.

import { screen } from './screen.tsx'

export const KIOSK = screen('/kiosk/:doorId', () => import('../kiosk/page.tsx'))
export const SET_UP = screen('/setup', () => import('../entry/set-up.tsx'))
export const SIGN_IN = screen('/sign-in', () => import('../entry/sign-in.tsx'))
export const LIVE = screen('/live', () => import('../live/page.tsx'))

/** For whoever is signed in. */
export const SCREENS = [
  LIVE,
  screen('/register', () => import('../register/page.tsx')),
  screen('/people', () => import('../people/page.tsx')),
  screen('/people/:personId', () => import('../people/person-page.tsx')),
  screen('/health', () => import('../health/page.tsx')),
  screen('/groups', () => import('../groups/page.tsx')),
  screen('/visitors', () => import('../visitors/page.tsx')),
  screen('/visitors/:visitorId', () => import('../visitors/visitor-page.tsx')),
  screen('/place', () => import('../place/page.tsx')),
  screen('/alerts/:section?', () => import('../alerts/page.tsx')),
  screen('/doors/:section?', () => import('../doors/page.tsx')),
  screen('/timeline/:eventId?', () => import('../timeline/page.tsx')),
  screen('/cameras/:cameraId?', () => import('../cameras/page.tsx')),
  screen('/settings/:section?', () => import('../settings/page.tsx')),
]

/** Shown nowhere; waits for no screen, and no screen waits for it. */
export const NEWS = screen('', () => import('./news.tsx'))
