// What a screen says when it has nothing, not yet, or not at all; and what it wants noticed.

import { CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { errors } from '../i18n/parts/errors.ts'
import { Button } from './button.tsx'

export interface EmptyStateProps {
  readonly icon: LucideIcon
  /** Left out where the screen's title says it. */
  readonly title?: string
  /** What to do about it. */
  readonly text: string
  /** Buttons. */
  readonly children?: ReactNode
}

export function EmptyState({ icon: Icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <Icon aria-hidden />
      {title !== undefined && <h2>{title}</h2>}
      <p className="soft">{text}</p>
      {children !== undefined && <div className="row">{children}</div>}
    </div>
  )
}

/** Holds the place of content to come, in its size. */
export const Skeleton = ({ width = '100%', height }: { readonly width?: number | string; readonly height: number | string }) => (
  <span className="skeleton" style={{ width, height }} aria-hidden />
)

const BANNER_ICONS = { info: Info, warning: TriangleAlert, danger: CircleAlert } as const

export interface BannerProps {
  readonly tone?: keyof typeof BANNER_ICONS
  readonly children: ReactNode
  readonly actions?: ReactNode
}

export function Banner({ tone = 'info', children, actions }: BannerProps) {
  const Icon = BANNER_ICONS[tone]
  return (
    <div className="banner" data-tone={tone} role={tone === 'info' ? undefined : 'alert'}>
      <Icon size={20} aria-hidden />
      <div className="banner-text">{children}</div>
      {actions}
    </div>
  )
}

/** A sentence of the server's, which it has in English only; before it, what it comes to in the reader's language. */
export function ServerWords({ message, children }: { readonly message: string; readonly children: ReactNode }) {
  const { language } = useLanguage()
  if (language === 'en') return message
  return (
    <>
      {children}
      <div className="small soft" lang="en">
        {message}
      </div>
    </>
  )
}

/** The sentence of an error in the reader's language, or the server's own. */
export function useErrorText(): (error: unknown) => string {
  const t = useText(errors)
  return error => {
    if (!(error instanceof ApiError)) return t('unreachable')
    return error.code in errors.en ? t(error.code as 'unreachable') : error.message
  }
}

/** A failed request, with its number for the log and a way to try again. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const t = useText(common)
  const say = useErrorText()
  return (
    <Banner tone="danger" actions={onRetry && <Button onPress={onRetry}>{t('tryAgain')}</Button>}>
      {say(error)}
      {error instanceof ApiError && error.requestId !== undefined && (
        <div className="small soft">{t('requestNumber', { id: error.requestId })}</div>
      )}
    </Banner>
  )
}
