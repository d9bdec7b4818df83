// The question before something is deleted for good, and what is said afterwards.

import { ConfirmDialog } from './dialog.tsx'
import { useErrorText } from './notices.tsx'
import { useToast } from './toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'

interface Outcome {
  readonly onSuccess: () => void
  readonly onError: (error: Error) => void
  readonly onSettled: () => void
}

export interface DeleteDialogProps {
  readonly title: string
  readonly text: string
  /** Said once it is done. */
  readonly deleted: string
  readonly isPending: boolean
  readonly onDelete: (outcome: Outcome) => void
  readonly onClose: () => void
}

export function DeleteDialog({ title, text, deleted, isPending, onDelete, onClose }: DeleteDialogProps) {
  const c = useText(common)
  const toast = useToast()
  const say = useErrorText()
  return (
    <ConfirmDialog
      title={title}
      confirm={c('delete')}
      isDanger
      isOpen
      isPending={isPending}
      onClose={onClose}
      onConfirm={() => {
        onDelete({
          onSuccess: () => {
            toast({ text: deleted })
          },
          onError: error => {
            toast({ text: say(error) })
          },
          onSettled: onClose,
        })
      }}
    >
      <p>{text}</p>
    </ConfirmDialog>
  )
}
