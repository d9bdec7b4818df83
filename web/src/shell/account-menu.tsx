// Who is signed in; language, appearance, and the way out.

import { useQueryClient } from '@tanstack/react-query'
import { CircleUserRound, LogOut } from 'lucide-react'
import type { SessionJson } from '../../../src/client.ts'
import { api, sessionQuery } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Menu, MenuChoices, MenuItem, MenuLine } from '../components/menu.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { THEMES, useTheme } from '../design/theme.tsx'
import type { Language } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { shell } from '../i18n/parts/shell.ts'

/** Each in its own tongue, so that everybody finds theirs. */
export const LANGUAGE_NAMES: readonly { readonly value: Language; readonly text: string }[] = [
  { value: 'en', text: 'English' },
  { value: 'es', text: 'Español' },
]

export function AccountMenu({ account }: { readonly account: SessionJson['account'] }) {
  const t = useText(shell)
  const client = useQueryClient()
  const toast = useToast()
  const say = useErrorText()
  const { language, choose: chooseLanguage } = useLanguage()
  const { theme, choose: chooseTheme } = useTheme()

  const signOut = async () => {
    try {
      await api('DELETE /session')
    } catch (error) {
      toast({ text: say(error) })
      return
    }
    // Nothing of one account stays for the next.
    client.clear()
    client.setQueryData(sessionQuery.queryKey, null)
    window.location.assign('/sign-in')
  }

  return (
    <Menu
      label={t('account', { name: account.name })}
      trigger={
        <Button className="account-button" aria-label={t('account', { name: account.name })}>
          <CircleUserRound size={20} aria-hidden />
          <span className="account-name">{account.name}</span>
        </Button>
      }
    >
      <MenuChoices heading={t('language')} options={LANGUAGE_NAMES} value={language} onChange={chooseLanguage} />
      <MenuLine />
      <MenuChoices
        heading={t('theme')}
        options={THEMES.map(value => ({ value, text: t(`theme_${value}`) }))}
        value={theme}
        onChange={chooseTheme}
      />
      <MenuLine />
      <MenuItem icon={<LogOut size={16} aria-hidden />} text={t('signOut')} onAction={() => void signOut()} />
    </Menu>
  )
}
