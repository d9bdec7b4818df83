// Buttons with words and buttons with a picture only; the latter must have a name.

import type { ReactNode } from 'react'
import { Button as AriaButton, Tooltip, TooltipTrigger, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { Link } from 'wouter'

export type Tone = 'plain' | 'primary' | 'danger' | 'quiet'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  readonly tone?: Tone
  readonly className?: string
  readonly children: ReactNode
}

export function Button({ tone = 'plain', className = '', children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button ${className}`} data-tone={tone}>
      {children}
    </AriaButton>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'aria-label' | 'tone'> {
  /** What it does; also shown as its tooltip. */
  readonly label: string
}

export function IconButton({ label, className = '', ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <Button {...rest} aria-label={label} className={`icon-only ${className}`} />
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  )
}

/** A link to another screen that looks like a button. */
export function LinkButton({
  to,
  tone = 'plain',
  children,
}: {
  readonly to: string
  readonly tone?: Tone
  readonly children: ReactNode
}) {
  return (
    <Link href={to} className="button" data-tone={tone}>
      {children}
    </Link>
  )
}
