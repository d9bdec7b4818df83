// Something secret that is shown this once, to be copied.

import { Copy } from 'lucide-react'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { Button } from './button.tsx'
import { useToast } from './toast.tsx'

export function CopyLine({ value }: { readonly value: string }) {
  const t = useText(common)
  const toast = useToast()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      toast({ text: t('copied') })
    } catch {
      toast({ text: t('copyFailed') })
    }
  }
  return (
    <div className="copy-line">
      <code>{value}</code>
      <Button onPress={() => void copy()}>
        <Copy size={16} aria-hidden />
        {t('copy')}
      </Button>
    </div>
  )
}
