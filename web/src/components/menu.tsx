// A button that opens a list of actions or of choices.

import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components'

/** `trigger` is a Button or IconButton; the children are MenuItems, MenuChoices and MenuLines. */
export function Menu({
  trigger,
  label,
  children,
}: {
  readonly trigger: ReactElement
  readonly label: string
  readonly children: ReactNode
}) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="popover">
        <AriaMenu className="menu" aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

export interface MenuItemProps {
  readonly icon?: ReactNode
  readonly text: string
  readonly isDanger?: boolean
  readonly isDisabled?: boolean
  readonly onAction: () => void
}

export function MenuItem({ icon, text, isDanger = false, isDisabled = false, onAction }: MenuItemProps) {
  return (
    <AriaMenuItem
      className="menu-item"
      textValue={text}
      isDisabled={isDisabled}
      onAction={onAction}
      data-tone={isDanger ? 'danger' : undefined}
    >
      {icon}
      {text}
    </AriaMenuItem>
  )
}

export interface MenuChoicesProps<Value extends string> {
  readonly heading: string
  readonly options: readonly { readonly value: Value; readonly text: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of several, the chosen one ticked. */
export function MenuChoices<Value extends string>({ heading, options, value, onChange }: MenuChoicesProps<Value>) {
  return (
    <AriaMenuSection
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={keys => {
        const chosen = options.find(option => keys !== 'all' && keys.has(option.value))
        if (chosen) onChange(chosen.value)
      }}
    >
      <Header className="menu-heading">{heading}</Header>
      {options.map(option => (
        <AriaMenuItem key={option.value} id={option.value} textValue={option.text} className="menu-item">
          {option.text}
          {option.value === value && <Check className="check" size={16} aria-hidden />}
        </AriaMenuItem>
      ))}
    </AriaMenuSection>
  )
}

export const MenuLine = () => <Separator className="menu-separator" />
