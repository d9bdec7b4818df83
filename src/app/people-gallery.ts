// Whoever a store has now, to be compared with: in memory, or searched for in the database.

import type { EmbeddingSpace, OperatingPoint } from '../core/types.ts'
import type { Chosen } from '../gallery/operating-point.ts'
import type { People } from '../recognition/evidence.ts'

interface Kept {
  readonly space: EmbeddingSpace
  /** From now on the threshold follows from this. */
  aimFor(chosen: Chosen): void
  /** What decides now, or would with another choice. */
  operatingPoint(chosen?: Chosen): OperatingPoint
  /** Takes in what changed. @throws RostroError store_* */
  refresh(): Promise<void>
  close(): void | Promise<void>
}

export type PeopleGallery = People & Kept
