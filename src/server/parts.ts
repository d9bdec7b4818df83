// What the handlers of the routes work with, opened and closed by open-server.ts.

import type { Alerting } from '../app/alerting.ts'
import type { Engine } from '../app/engine/engine.ts'
import type { RememberingDecision } from '../app/place/remembering.ts'
import type { VisitKeeper } from '../app/place/visit-keeper.ts'
import type { Store } from '../core/ports.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import type { ModelCache } from '../models/packs/model-cache.ts'
import type { AnswerOf } from './contract/api.ts'
import type { CameraRunner } from './camera-runner.ts'
import type { CameraShare } from './camera-share.ts'
import type { LiveSockets } from './live/live-sockets.ts'
import type { Log } from './log.ts'
import type { OpenedDoors } from './open-doors.ts'
import type { PackChanges } from './pack-change.ts'
import type { Passwords } from './passwords.ts'
import type { Problems } from './problems.ts'
import type { Retention } from './retention.ts'
import type { Sessions } from './sessions.ts'
import type { Settings } from './settings.ts'
import type { Setup } from './setup.ts'
import type { ShotMemory } from './shot-memory.ts'
import type { Tickets } from './tickets.ts'
import type { VisitorLikePerson } from './visitors-like-people.ts'

export interface ServerParts {
  readonly store: Store
  readonly engine: Engine
  /** The embedding space of the pack in use at this moment. */
  readonly space: () => EmbeddingSpace
  readonly models: Pick<ModelCache, 'list' | 'previous'>
  readonly packChanges: PackChanges
  readonly settings: Settings
  readonly sessions: Sessions
  readonly passwords: Passwords
  readonly tickets: Tickets
  /** Undefined when there was an account at the start. */
  readonly setup: Setup | undefined
  readonly cameras: CameraRunner
  readonly share: CameraShare
  readonly shots: ShotMemory
  readonly visitKeeper: VisitKeeper
  readonly remembering: RememberingDecision
  readonly visitorsLikePeople: (limit: number) => Promise<readonly VisitorLikePerson[]>
  /** Visitors are told apart as strictly as this place asks for: what recognition learnt of it since is taken in. */
  readonly followSite: () => Promise<void>
  readonly alerting: Alerting
  readonly doors: OpenedDoors
  readonly retention: Retention
  readonly problems: Problems
  readonly live: Pick<LiveSockets, 'onEvent' | 'onEvents' | 'onPeople' | 'onVisits' | 'onAlert' | 'viewers' | 'browsers'>
  /** After people or their photos changed: compare with the new ones, and tell the pages. */
  readonly peopleChanged: () => Promise<void>
  readonly galleryHealth: () => Promise<AnswerOf<'GET /health/gallery'>>
  readonly now: () => Date
  readonly startedAt: Date
  readonly version: string
  readonly log: Log
}
