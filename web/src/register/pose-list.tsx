// Which views of the face are there, as words with a tick: what the arcs around the oval show, for everybody.

import { Circle, CircleCheck } from 'lucide-react'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { isEnough, VIEWS, viewsTaken, type Strip } from './flow.ts'

export function PoseList({ strip }: { readonly strip: Strip }) {
  const t = useText(register)
  const taken = viewsTaken(strip)
  return (
    <div className="poses">
      <p className="small soft">{t('posesTaken', { taken: taken.length, all: VIEWS.length })}</p>
      <ul className="small">
        {VIEWS.map(view => {
          const isTaken = taken.includes(view)
          const Icon = isTaken ? CircleCheck : Circle
          const pose = t(`pose_${view}`)
          return (
            <li key={view} data-taken={isTaken || undefined}>
              <Icon size={16} aria-hidden />
              <span aria-hidden>{pose}</span>
              <span className="hidden">{t(isTaken ? 'poseKept' : 'poseMissing', { pose })}</span>
            </li>
          )
        })}
      </ul>
      <p className="small soft" role="status">
        {isEnough(strip) && taken.length < VIEWS.length ? t('enoughForNow') : ''}
      </p>
    </div>
  )
}
