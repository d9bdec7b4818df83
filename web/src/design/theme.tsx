// Light or dark: as the system says, or as chosen and remembered. public/theme.js sets the same before the first paint.

import { createContext, useContext, useState, type ReactNode } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEPT = 'rostro.theme'
const ThemeContext = createContext<{ readonly theme: Theme; readonly choose: (theme: Theme) => void }>({
  theme: 'system',
  choose: () => {},
})

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(() => THEMES.find(theme => theme === localStorage.getItem(KEPT)) ?? 'system')
  const choose = (chosen: Theme) => {
    if (chosen === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = chosen
    localStorage.setItem(KEPT, chosen)
    setTheme(chosen)
  }
  return <ThemeContext value={{ theme, choose }}>{children}</ThemeContext>
}

export const useTheme = () => useContext(ThemeContext)
