// A password that can be shown while it is typed, instead of being typed twice.

import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components'
import { useText } from '../i18n/language.tsx'
import { entry } from '../i18n/parts/entry.ts'
import { IconButton } from './button.tsx'

export const MIN_PASSWORD = 12

export interface PasswordFieldProps {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly autoComplete: 'current-password' | 'new-password'
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoFocus?: boolean
}

export function PasswordField({ label, hint, error, ...rest }: PasswordFieldProps) {
  const t = useText(entry)
  const [isShown, setIsShown] = useState(false)
  return (
    <TextField
      {...rest}
      className="field password-field"
      type={isShown ? 'text' : 'password'}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      maxLength={200}
    >
      <Label>{label}</Label>
      <div className="password-input">
        <Input />
        <IconButton
          label={t(isShown ? 'hidePassword' : 'showPassword')}
          onPress={() => {
            setIsShown(!isShown)
          }}
        >
          {isShown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </IconButton>
      </div>
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  )
}

/** What is missing in a new password, or undefined. */
export function usePasswordError(): (password: string) => string | undefined {
  const t = useText(entry)
  return password =>
    password.length < MIN_PASSWORD ? t('passwordMissing', { count: MIN_PASSWORD - password.length }) : undefined
}
