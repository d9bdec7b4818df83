// The small buttons in the corner of a kiosk: sound, language, full screen.

import { Maximize, Volume2, VolumeX } from 'lucide-react'
import { Button, IconButton } from '../components/button.tsx'
import { LANGUAGES } from '../i18n/catalogue.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { kiosk } from '../i18n/parts/kiosk.ts'
import { useKioskKeys } from './use-kiosk-keys.ts'
import type { Sounds } from './use-sounds.ts'

const NAMES = { en: 'English', es: 'Español' } as const

export function Corner({ sounds, keysOn }: { readonly sounds: Sounds; readonly keysOn: boolean }) {
  const t = useText(kiosk)
  const { language, choose } = useLanguage()
  const other = LANGUAGES.find(one => one !== language) ?? language
  const fill = () => {
    const { documentElement: page } = document
    // A browser that refuses leaves the page as it is.
    void (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen()).catch(() => undefined)
  }
  useKioskKeys({ m: sounds.toggle, f: fill }, keysOn)
  return (
    <div className="kiosk-corner">
      <Button
        tone="quiet"
        onPress={() => {
          choose(other)
        }}
      >
        <span lang={other}>{NAMES[other]}</span>
      </Button>
      <IconButton label={t(sounds.isOn ? 'mute' : 'unmute')} onPress={sounds.toggle}>
        {sounds.isOn ? <Volume2 size={24} aria-hidden /> : <VolumeX size={24} aria-hidden />}
      </IconButton>
      <IconButton label={t('fullScreen')} onPress={fill}>
        <Maximize size={24} aria-hidden />
      </IconButton>
    </div>
  )
}
