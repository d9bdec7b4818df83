// The frame of the page for whoever is signed in: navigation, what is wrong with the system, the screen.

import { Bell, Camera, ChartColumn, Clock, DoorOpen, Ellipsis, Settings, Users, UserSearch, Video } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { SessionJson } from '../../../src/client.ts'
import { Button } from '../components/button.tsx'
import { Menu, MenuItem } from '../components/menu.tsx'
import { useText } from '../i18n/language.tsx'
import { shell } from '../i18n/parts/shell.ts'
import { AccountMenu } from './account-menu.tsx'
import { PicturesNote } from './pictures-note.tsx'
import { Problems } from './problems.tsx'
import { RememberingNote } from './remembering-note.tsx'

/** A phone's bar has room for the first four; the others open out of its last entry. */
const SCREENS = [
  { path: '/live', key: 'live', icon: Video, others: ['/register'] },
  { path: '/people', key: 'people', icon: Users, others: ['/health', '/groups'] },
  { path: '/visitors', key: 'visitors', icon: UserSearch, others: [] },
  { path: '/timeline', key: 'timeline', icon: Clock, others: [] },
  { path: '/place', key: 'place', icon: ChartColumn, others: [] },
  { path: '/alerts', key: 'alerts', icon: Bell, others: [] },
  { path: '/doors', key: 'doors', icon: DoorOpen, others: [] },
  { path: '/cameras', key: 'cameras', icon: Camera, others: [] },
  { path: '/settings', key: 'settings', icon: Settings, others: [] },
] as const
const IN_BAR = 4

export function Shell({ session, children }: { readonly session: SessionJson; readonly children: ReactNode }) {
  const t = useText(shell)
  const [location, navigate] = useLocation()
  const main = useRef<HTMLElement>(null)
  const isAt = (path: string) => location === path || location.startsWith(`${path}/`)

  // A new screen begins at its top.
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [location])

  return (
    <div className="shell">
      <a
        className="skip-link"
        href="#main"
        onClick={event => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t('skip')}
      </a>
      <header className="nav">
        <Link href="/live" className="brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          Rostro
        </Link>
        <nav aria-label={t('navigation')} className="nav-grow">
          <ul className="nav-links">
            {SCREENS.map(({ path, key, icon: Icon, others }, i) => (
              <li key={path} data-beyond-bar={i >= IN_BAR || undefined}>
                <Link href={path} className="nav-link" aria-current={[path, ...others].some(isAt) ? 'page' : undefined}>
                  <Icon size={20} aria-hidden />
                  {t(key)}
                </Link>
              </li>
            ))}
            <li className="nav-more">
              <Menu
                label={t('more')}
                trigger={
                  <Button className="nav-link" data-current={SCREENS.slice(IN_BAR).some(({ path }) => isAt(path)) || undefined}>
                    <Ellipsis size={20} aria-hidden />
                    {t('more')}
                  </Button>
                }
              >
                {SCREENS.slice(IN_BAR).map(({ path, key, icon: Icon }) => (
                  <MenuItem
                    key={path}
                    icon={<Icon size={16} aria-hidden />}
                    text={t(key)}
                    onAction={() => {
                      navigate(path)
                    }}
                  />
                ))}
              </Menu>
            </li>
          </ul>
        </nav>
        <PicturesNote />
        <RememberingNote />
        <AccountMenu account={session.account} />
      </header>
      <main id="main" ref={main} tabIndex={-1} className="main">
        <Problems />
        {children}
      </main>
    </div>
  )
}
