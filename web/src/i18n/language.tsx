// The language of the page: from the browser, switchable, remembered; and texts, dates and numbers in it.

import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { fill, LANGUAGES, type Language, type Messages, type Part, type Values } from './catalogue.ts'

const KEPT = 'rostro.language'

interface LanguageChoice {
  readonly language: Language
  /** The browser's own variant of the language, such as en-GB: dates look as its user expects. */
  readonly locale: string
  readonly choose: (language: Language) => void
}

const LanguageContext = createContext<LanguageChoice>({ language: 'en', locale: 'en', choose: () => {} })

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some(language => language === text)
const languageOf = (locale: string): string => locale.split('-')[0]!.toLowerCase()

function initialLanguage(): Language {
  const kept = localStorage.getItem(KEPT)
  return isLanguage(kept) ? kept : (navigator.languages.map(languageOf).find(isLanguage) ?? 'en')
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage)
  const locale = navigator.languages.find(candidate => languageOf(candidate) === language) ?? language
  const choose = useCallback((chosen: Language) => {
    localStorage.setItem(KEPT, chosen)
    setLanguage(chosen)
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choice = useMemo(() => ({ language, locale, choose }), [language, locale, choose])
  return (
    <LanguageContext value={choice}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </LanguageContext>
  )
}

export const useLanguage = (): LanguageChoice => useContext(LanguageContext)

/** The texts of a part: `const t = useText(people)`, then `t('merge', { count: 3 })`. */
export function useText<const Keys extends Messages>(part: Part<Keys>) {
  const { language, locale } = useLanguage()
  return useCallback(
    <Key extends keyof Keys & string>(key: Key, ...[values]: Values<Keys[Key]>): string =>
      fill(part[language][key], values ?? {}, locale),
    [part, language, locale],
  )
}
