// The counting lines of a camera as a list: names, which way is in, what is wrong; everything a pointer can do on the picture, by keys.

import { ArrowLeftRight, Pencil, Plus, Trash2 } from 'lucide-react'
import type { Dispatch } from 'react'
import { Link } from 'wouter'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { common } from '../i18n/parts/common.ts'
import { inWay, lineProblem, MOST_LINES, type LineDrawing, type LineStep } from './lines.ts'

export interface LineListProps {
  readonly drawing: LineDrawing
  readonly ratio: number
  /** Undefined: this reader may only look. */
  readonly onStep: Dispatch<LineStep> | undefined
}

export function LineList({ drawing, ratio, onStep }: LineListProps) {
  const t = useText(cameras)
  const { lines } = drawing
  return (
    <section className="card stack" aria-labelledby="lines-title">
      <div>
        <h2 id="lines-title">{t('lines')}</h2>
        <p className="soft small">
          {t('linesHint')} <Link href="/place">{t('linesWhere')}</Link>
        </p>
      </div>
      {lines.length === 0 && !onStep && <p className="small">{t('zonesNone')}</p>}
      {lines.length > 0 && (
        <ul className="zone-list">
          {lines.map((_, index) => (
            <LineItem key={index} drawing={drawing} ratio={ratio} index={index} onStep={onStep} />
          ))}
        </ul>
      )}
      {onStep && lines.length < MOST_LINES && (
        <div>
          <Button
            onPress={() => {
              onStep({ type: 'add', name: t('lineDefault', { number: lines.length + 1 }) })
            }}
          >
            <Plus size={16} aria-hidden />
            {t('lineAdd')}
          </Button>
        </div>
      )}
    </section>
  )
}

function LineItem({ drawing, ratio, index, onStep }: LineListProps & { readonly index: number }) {
  const t = useText(cameras)
  const words = useText(common)
  const line = drawing.lines[index]!
  const { name } = line
  const way = t(`lineIn_${inWay(line, ratio)}`)
  const problem = lineProblem(drawing.lines, index)
  const isOpen = drawing.line === index
  if (!onStep)
    return (
      <li className="zone-item">
        <span className="zone-name">{name}</span>
        <span className="soft small">{way}</span>
      </li>
    )
  return (
    <li className="zone-item" data-open={isOpen || undefined}>
      <div className="zone-row">
        {isOpen ? (
          <Field
            label={t('lineName')}
            value={name}
            maxLength={100}
            onChange={to => {
              onStep({ type: 'rename', name: to })
            }}
          />
        ) : (
          <span className="zone-name">
            {name || '–'} <span className="soft small line-way">{way}</span>
          </span>
        )}
        {!isOpen && (
          <IconButton
            label={t('zoneDraw', { name })}
            onPress={() => {
              onStep({ type: 'select', line: index })
            }}
          >
            <Pencil size={16} aria-hidden />
          </IconButton>
        )}
        <IconButton
          label={t('zoneDelete', { name })}
          onPress={() => {
            onStep({ type: 'remove', line: index })
          }}
        >
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </div>
      {problem && <p className="field-error">{t(`lineProblem_${problem}`)}</p>}
      {isOpen && (
        <>
          <p className="small" role="status">
            {way}
          </p>
          <p id="line-keys" className="soft small">
            {t('lineKeys')}
          </p>
          <div className="row">
            <Button
              onPress={() => {
                onStep({ type: 'turn' })
              }}
            >
              <ArrowLeftRight size={16} aria-hidden />
              {t('lineTurn')}
            </Button>
            <Button
              onPress={() => {
                onStep({ type: 'select', line: undefined })
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
