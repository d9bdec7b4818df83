// What a keeper of visits works with, and whom it tells.

import type { MonotonicClock } from '../../core/ports.ts'
import type { FaceEvent } from '../../core/records.ts'
import type { EmbeddingSpace } from '../../core/types.ts'
import type { VisitNews, Visits } from '../../core/visits.ts'
import type { VisitorBook } from '../../recognition/visitors.ts'
import type { WriteQueueOptions } from '../write-queue.ts'

export type Book = Pick<VisitorBook, 'place' | 'put' | 'remove' | 'move' | 'keepApart' | 'suggestions' | 'repairs' | 'means'>

export interface VisitKeeperOptions extends Pick<WriteQueueOptions<unknown>, 'onProblem' | 'pause'> {
  readonly visits: Visits
  /** An empty book. */
  readonly openBook: () => Book
  readonly space: () => EmbeddingSpace
  /** Whether strangers are remembered before this camera. */
  readonly remembersAt: (cameraId: string) => boolean
  /** Whether what was seen is this server's to write; default: it is. @throws RostroError while that is not certain */
  readonly mayWrite?: (event: FaceEvent) => boolean
  readonly onNews: (news: VisitNews) => void
  /** Visits or visitors changed. */
  readonly onChanged: () => void
  /** A visit was written. */
  readonly onSaved?: () => void
  readonly now: () => Date
  readonly clock: MonotonicClock
}
