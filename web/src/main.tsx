// Starts the page: language, theme, server, messages, screens.

import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api.ts'
import { ToastProvider } from './components/toast.tsx'
import { ThemeProvider } from './design/theme.tsx'
import { LanguageProvider } from './i18n/language.tsx'
import { App } from './shell/app.tsx'
import './design/tokens.css'
import './design/base.css'
import './design/controls.css'
import './design/choices.css'
import './design/surfaces.css'
import './shell/shell.css'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={createQueryClient()}>
          <ToastProvider>
            <App />
          </ToastProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  </StrictMode>,
)
