// What the parts of the engine share: networks and people, how faces are decided at this moment, whose turn it is.

import type { DecisionSettings } from '../../recognition/decide.ts'
import type { LivenessPolicy } from '../../recognition/liveness.ts'
import { decisionSettings, type Rostro } from '../open-rostro.ts'
import type { EngineSettings } from './engine.ts'
import type { EngineClock } from './engine-clock.ts'
import type { Turns } from './turns.ts'

export type OpenParts = Pick<Rostro, 'pack' | 'store' | 'networks' | 'gallery'>

export interface Vision {
  readonly rostro: OpenParts
  readonly clock: EngineClock
  readonly turns: Turns
  /** The pack's, changed by the settings in force, changed by these. */
  decision(settings?: EngineSettings): DecisionSettings
  /** Of a recording everything is a picture, and nobody asks. */
  liveness(source: { readonly live: boolean }): LivenessPolicy
}

export function toDecision(...layers: readonly EngineSettings[]): DecisionSettings {
  const pick = <Key extends keyof EngineSettings>(key: Key) => layers.findLast(layer => layer[key] !== undefined)?.[key]
  const base = decisionSettings({ rule: pick('rule'), threshold: pick('threshold') })
  return { ...base, minMargin: pick('minMargin') ?? base.minMargin }
}
