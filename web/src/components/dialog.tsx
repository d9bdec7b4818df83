// A question or a task over the page. Focus, Escape and the rest of the page's silence are react-aria's work.

import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { Button } from './button.tsx'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly isWide?: boolean
  /** Buttons, the main one last. */
  readonly actions?: ReactNode
  readonly role?: 'dialog' | 'alertdialog'
  /** A click outside closes it. Not for questions or work that would be lost. */
  readonly isDismissable?: boolean
  readonly children: ReactNode
}

export function Dialog({
  title,
  isOpen,
  onClose,
  isWide = false,
  actions,
  role = 'dialog',
  isDismissable = true,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen={isOpen}
      onOpenChange={open => {
        if (!open) onClose()
      }}
      isDismissable={isDismissable}
    >
      <Modal className="modal" {...(isWide && { 'data-wide': true })}>
        <AriaDialog className="dialog" role={role}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

export interface ConfirmDialogProps extends Pick<DialogProps, 'title' | 'isOpen' | 'onClose' | 'children'> {
  /** The verb of what will happen, never just “OK”. */
  readonly confirm: string
  readonly onConfirm: () => void
  readonly isDanger?: boolean
  readonly isPending?: boolean
}

export function ConfirmDialog({ confirm, onConfirm, isDanger = false, isPending = false, ...rest }: ConfirmDialogProps) {
  const t = useText(common)
  return (
    <Dialog
      {...rest}
      role="alertdialog"
      isDismissable={false}
      actions={
        <>
          <Button autoFocus onPress={rest.onClose}>
            {t('cancel')}
          </Button>
          <Button tone={isDanger ? 'danger' : 'primary'} isPending={isPending} onPress={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    />
  )
}
