// Labelled inputs: a line or several of text, and a search. Each shows its hint and its error below.

import { Search, X } from 'lucide-react'
import {
  FieldError,
  Input,
  Label,
  SearchField as AriaSearchField,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { IconButton } from './button.tsx'

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong; shown while set. */
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly multiline?: boolean
}

export function Field({ label, hint, error, placeholder, multiline = false, ...rest }: FieldProps) {
  return (
    <TextField {...rest} className="field" isInvalid={error !== undefined} validationBehavior="aria">
      <Label>{label}</Label>
      {multiline ? <TextArea /> : <Input {...(placeholder !== undefined && { placeholder })} />}
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  )
}

export interface SearchFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** The label is the placeholder as well, since the magnifier says the rest. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const t = useText(common)
  return (
    <AriaSearchField aria-label={label} value={value} onChange={onChange} className="field search-field">
      <Search size={18} aria-hidden />
      <Input placeholder={label} />
      <IconButton label={t('clear')}>
        <X size={16} aria-hidden />
      </IconButton>
    </AriaSearchField>
  )
}
