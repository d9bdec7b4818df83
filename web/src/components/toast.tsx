// Short messages at the edge, with one action such as undo. F6 takes the keyboard there.

import { X } from 'lucide-react'
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react'
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { Button, IconButton } from './button.tsx'

export interface ToastMessage {
  readonly text: string
  readonly action?: { readonly text: string; readonly run: () => void }
  /** How long it stays; longer when there is something to undo. */
  readonly forMs?: number
}

const SHOWN_MS = 6_000
const ToastContext = createContext<(message: ToastMessage) => void>(() => {})

/** `const toast = useToast()`, then `toast({ text, action: { text: t('undo'), run } })`. */
export const useToast = () => useContext(ToastContext)

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const t = useText(common)
  const [queue] = useState(() => new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 }))
  const show = useCallback(
    (message: ToastMessage) => {
      queue.add(message, { timeout: message.forMs ?? SHOWN_MS })
    },
    [queue],
  )
  return (
    <ToastContext value={show}>
      {children}
      <ToastRegion queue={queue} className="toasts" aria-label={t('messages')}>
        {({ toast }) => (
          <Toast toast={toast} className="toast">
            <ToastContent>
              <Text slot="title">{toast.content.text}</Text>
            </ToastContent>
            {toast.content.action && (
              <Button
                className="toast-action"
                onPress={() => {
                  toast.content.action?.run()
                  queue.close(toast.key)
                }}
              >
                {toast.content.action.text}
              </Button>
            )}
            <IconButton slot="close" label={t('close')}>
              <X size={16} aria-hidden />
            </IconButton>
          </Toast>
        )}
      </ToastRegion>
    </ToastContext>
  )
}
