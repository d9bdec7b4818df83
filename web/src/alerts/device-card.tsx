// The switch of notifications on this device: asks the browser when it is pressed, and says why where that is not possible.

import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { Switch } from '../components/switch.tsx'
import { useLanguage, useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { abilityNow, askPermission, keepWish, onPermissionChange, readWish, show, type Ability, type Wish } from './device.ts'

export function DeviceCard() {
  const t = useText(alerts)
  const { language } = useLanguage()
  const [, navigate] = useLocation()
  const [wish, setWish] = useState<Wish>(readWish)
  const [ability, setAbility] = useState<Ability>(abilityNow)
  useEffect(
    () =>
      onPermissionChange(() => {
        setAbility(abilityNow())
      }),
    [],
  )
  const choose = (wish: Wish) => {
    keepWish(wish)
    setWish(wish)
  }
  const turnOn = async () => {
    const allowed = await askPermission()
    const sample = {
      title: t('notifySample'),
      body: undefined,
      tag: 'sample',
      lang: language,
      onOpen: () => {
        navigate('/alerts')
      },
    }
    const isShown = allowed === 'granted' && show(sample)
    setAbility(allowed === 'granted' && !isShown ? 'unable' : allowed)
    if (isShown) choose('on')
  }
  const isOn = wish !== 'off' && ability === 'granted'
  const isBlocked = ability === 'denied' || ability === 'unable'
  return (
    <div className="card device">
      <Switch
        label={t('notify')}
        hint={t('notifyHint')}
        isSelected={isOn}
        isDisabled={isBlocked}
        onChange={on => {
          if (on) void turnOn()
          else choose('off')
        }}
      />
      {isBlocked && (
        <p className="device-why small" role="status">
          {t(ability === 'denied' ? 'notifyDenied' : 'notifyUnable')}
        </p>
      )}
      {isOn && (
        <Switch
          label={t('notifyNames')}
          hint={t('notifyNamesHint')}
          isSelected={wish === 'named'}
          onChange={named => {
            choose(named ? 'named' : 'on')
          }}
        />
      )}
    </div>
  )
}
