// The zones of a camera as a list: names, points, what is wrong with them; everything a pointer can do on the picture, by keys.

import { Pencil, Plus, Trash2 } from 'lucide-react'
import type { Dispatch } from 'react'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { common } from '../i18n/parts/common.ts'
import { MOST_POINTS, MOST_ZONES, nextPoint, problemOf, type Drawing, type Step } from './zones.ts'

export interface ZoneListProps {
  readonly drawing: Drawing
  /** Undefined: this reader may only look. */
  readonly onStep: Dispatch<Step> | undefined
}

export function ZoneList({ drawing, onStep }: ZoneListProps) {
  const t = useText(cameras)
  const { zones } = drawing
  return (
    <section className="card stack" aria-labelledby="zones-title">
      <div>
        <h2 id="zones-title">{t('zones')}</h2>
        <p className="soft small">{t('zonesHint')}</p>
      </div>
      {zones.length === 0 && !onStep && <p className="small">{t('zonesNone')}</p>}
      {zones.length > 0 && (
        <ul className="zone-list">
          {zones.map((zone, index) => (
            <ZoneItem key={index} drawing={drawing} index={index} onStep={onStep} />
          ))}
        </ul>
      )}
      {onStep && zones.length < MOST_ZONES && (
        <div>
          <Button
            onPress={() => {
              onStep({ type: 'add_zone', name: t('zoneDefault', { number: zones.length + 1 }) })
            }}
          >
            <Plus size={16} aria-hidden />
            {t('zoneAdd')}
          </Button>
        </div>
      )}
    </section>
  )
}

function ZoneItem({ drawing, index, onStep }: ZoneListProps & { readonly index: number }) {
  const t = useText(cameras)
  const words = useText(common)
  const zone = drawing.zones[index]!
  const { name, points } = zone
  const problem = problemOf(zone)
  const isOpen = drawing.zone === index
  if (!onStep)
    return (
      <li className="zone-item">
        <span className="zone-name">{name}</span>
        <span className="soft small">{t('zonePoints', { count: points.length })}</span>
      </li>
    )
  return (
    <li className="zone-item" data-open={isOpen || undefined}>
      <div className="zone-row">
        {isOpen ? (
          <Field
            label={t('zoneName')}
            value={name}
            maxLength={100}
            onChange={to => {
              onStep({ type: 'rename', name: to })
            }}
          />
        ) : (
          <span className="zone-name">
            {name || '–'} <span className="soft small">{t('zonePoints', { count: points.length })}</span>
          </span>
        )}
        {!isOpen && (
          <IconButton
            label={t('zoneDraw', { name })}
            onPress={() => {
              onStep({ type: 'select', zone: index })
            }}
          >
            <Pencil size={16} aria-hidden />
          </IconButton>
        )}
        <IconButton
          label={t('zoneDelete', { name })}
          onPress={() => {
            onStep({ type: 'remove_zone', zone: index })
          }}
        >
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </div>
      {problem && <p className={isOpen ? 'soft small' : 'field-error'}>{t(`zoneProblem_${problem}`)}</p>}
      {isOpen && (
        <>
          <p id="zone-keys" className="soft small">
            {t('zoneKeys')}
          </p>
          <div className="row">
            <Button
              isDisabled={points.length >= MOST_POINTS}
              onPress={() => {
                onStep({ type: 'add_point', at: nextPoint(points) })
              }}
            >
              <Plus size={16} aria-hidden />
              {t('zoneAddPoint')}
            </Button>
            <Button
              onPress={() => {
                onStep({ type: 'select', zone: undefined })
              }}
            >
              {words('done')}
            </Button>
          </div>
        </>
      )}
    </li>
  )
}
