// Where the reasons stand: beside the list where there is room, over it where there is none.

import { useSyncExternalStore, type ReactNode } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'

const WIDE = '(min-width: 1100px)'

/** Whether list and reasons fit side by side. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    notify => {
      const query = matchMedia(WIDE)
      query.addEventListener('change', notify)
      return () => {
        query.removeEventListener('change', notify)
      }
    },
    () => matchMedia(WIDE).matches,
  )
}

export interface SidePanelProps {
  readonly label: string
  readonly isWide: boolean
  readonly isOpen: boolean
  readonly onClose: () => void
  /** What stands beside the list while nothing is open. */
  readonly idle: ReactNode
  readonly children: ReactNode
}

export function SidePanel({ label, isWide, isOpen, onClose, idle, children }: SidePanelProps) {
  if (isWide)
    return (
      <aside className="side" aria-label={label}>
        {isOpen ? children : idle}
      </aside>
    )
  return (
    <ModalOverlay
      className="veil side-veil"
      isOpen={isOpen}
      onOpenChange={open => {
        if (!open) onClose()
      }}
      isDismissable
    >
      <Modal className="modal side-modal">
        <Dialog aria-label={label}>{children}</Dialog>
      </Modal>
    </ModalOverlay>
  )
}
