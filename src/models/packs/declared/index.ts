// The packs Rostro knows by name.

import type { PackManifest } from '../manifest.ts'
import { auraface } from './auraface.ts'
import { antelopev2, buffaloL, buffaloM, buffaloS } from './insightface.ts'
import { mobile } from './mobile.ts'
import { mobilePad } from './mobile-pad.ts'
import { opencv } from './opencv.ts'

export const DEFAULT_PACK = mobile.name

export const DECLARED_PACKS: readonly PackManifest[] = [
  mobile,
  mobilePad,
  opencv,
  auraface,
  buffaloS,
  buffaloM,
  buffaloL,
  antelopev2,
]
