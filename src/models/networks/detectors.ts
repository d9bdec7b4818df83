// Which function reads which network: one table a role, keyed by the decoder's name in the pack's manifest.

import type { DetectorNetwork } from './detector.ts'
import { retinaface } from './retinaface.ts'
import { scrfd } from './scrfd.ts'
import { ultraface } from './ultraface.ts'
import { yunet } from './yunet.ts'

export const DETECTOR_NETWORKS = { ultraface, scrfd, retinaface, yunet } as const satisfies Record<string, DetectorNetwork>
