// What a person shows beside their face at doors: PIN, badge, codes. Kinds only, never what they are.

import { useQuery } from '@tanstack/react-query'
import { IdCard, KeyRound, Plus, Siren, Smartphone, Trash2, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import type { DoorFactorJson } from '../../../src/client.ts'
import { ask, useChange, useRole } from '../api.ts'
import { Button, IconButton } from '../components/button.tsx'
import { DeleteDialog } from '../components/delete-dialog.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'
import { FactorDialog } from './factor-dialog.tsx'
import './doors.css'

const ICONS: Readonly<Record<DoorFactorJson['kind'], LucideIcon>> = {
  pin: KeyRound,
  duress_pin: Siren,
  badge: IdCard,
  code: Smartphone,
}

/** Nothing where there is no door: most houses have none. */
export function PersonFactors({ personId }: { readonly personId: string }) {
  const t = useText(doors)
  const format = useFormat()
  const maySee = useRole('operator')
  const mayChange = useRole('admin')
  const { data: all = [] } = useQuery({ ...ask('GET /doors'), enabled: maySee, retry: false })
  const { data: factors = [] } = useQuery({
    ...ask('GET /people/:personId/factors', { params: { personId } }),
    enabled: maySee,
    retry: false,
  })
  const [isAdding, setIsAdding] = useState(false)
  const [removed, setRemoved] = useState<DoorFactorJson>()
  if (!maySee || (all.length === 0 && factors.length === 0)) return null
  return (
    <section className="card person-factors" aria-labelledby="factors">
      <div className="doors-head">
        <h2 id="factors">{t('factorsTitle')}</h2>
        {mayChange && (
          <Button
            onPress={() => {
              setIsAdding(true)
            }}
          >
            <Plus size={16} aria-hidden />
            {t('addFactor')}
          </Button>
        )}
      </div>
      <p className="soft small">{factors.length === 0 ? t('noFactors') : t('factorsText')}</p>
      {factors.length > 0 && (
        <ul>
          {factors.map(factor => {
            const Icon = ICONS[factor.kind]
            return (
              <li key={factor.id} className="person-factor">
                <Icon size={20} aria-hidden />
                <span>{t(`factor_${factor.kind}`)}</span>
                <span className="soft small">{t('factorSince', { date: format.date(factor.createdAt) })}</span>
                {mayChange && (
                  <IconButton
                    label={t('removeFactor', { factor: t(`factor_${factor.kind}`) })}
                    onPress={() => {
                      setRemoved(factor)
                    }}
                  >
                    <Trash2 size={18} aria-hidden />
                  </IconButton>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {isAdding && (
        <FactorDialog
          personId={personId}
          onClose={() => {
            setIsAdding(false)
          }}
        />
      )}
      {removed && (
        <RemoveFactor
          personId={personId}
          factor={removed}
          onClose={() => {
            setRemoved(undefined)
          }}
        />
      )}
    </section>
  )
}

interface RemoveFactorProps {
  readonly personId: string
  readonly factor: DoorFactorJson
  readonly onClose: () => void
}

function RemoveFactor({ personId, factor, onClose }: RemoveFactorProps) {
  const t = useText(doors)
  const remove = useChange('DELETE /people/:personId/factors/:factorId', ['GET /people/:personId/factors'])
  const kind = t(`factor_${factor.kind}`)
  return (
    <DeleteDialog
      title={t('removeFactor', { factor: kind })}
      text={t('removeFactorText')}
      deleted={t('factorRemoved', { factor: kind })}
      isPending={remove.isPending}
      onDelete={outcome => {
        remove.mutate({ params: { personId, factorId: factor.id } }, outcome)
      }}
      onClose={onClose}
    />
  )
}
