// A house of few people for alerts: what a store knows of them, in memory, with a real outbox.

import type { AlertingOptions } from '../../src/app/alerting.ts'
import { RostroError } from '../../src/core/errors.ts'
import type { KeptCamera } from '../../src/core/records.ts'
import type { Group } from '../../src/core/groups.ts'
import type { KeptVisit, Visitor } from '../../src/core/visits.ts'
import { openAlerts, type OpenAlerts } from './open-alerts.ts'

export class SmallHouse {
  readonly outbox: OpenAlerts
  isClockBelieved = true
  names = new Map([
    ['anna', 'Anna'],
    ['ben', 'Ben'],
  ])
  allGroups: Group[] = []
  allVisits: KeptVisit[] = []
  allVisitors: Visitor[] = []
  allCameras = [
    { id: 'door', name: 'Front door' },
    { id: 'garden', name: 'Garden' },
  ]

  constructor(outbox: OpenAlerts) {
    this.outbox = outbox
  }

  get alerts(): OpenAlerts['alerts'] {
    return this.outbox.alerts
  }

  get store(): AlertingOptions['store'] {
    const createdAt = new Date(0)
    return {
      alerts: this.alerts,
      people: () =>
        Promise.resolve([...this.names].map(([id, name]) => ({ id, name, createdAt, references: 1, meanQuality: 80 }))),
      person: id => {
        const name = this.names.get(id)
        const rest = { createdAt, references: 1, meanQuality: 80, spaces: [], coverId: undefined, lastSeenAt: undefined }
        return name === undefined
          ? Promise.reject(new RostroError('person_not_found', 'gone'))
          : Promise.resolve({ id, name, ...rest })
      },
      groups: { list: () => Promise.resolve(this.allGroups) },
      cameras: {
        list: () =>
          Promise.resolve(
            this.allCameras.map((camera): KeptCamera => ({
              ...camera,
              address: 'test:',
              enabled: true,
              settings: '{}',
              createdAt,
            })),
          ),
      },
      visits: {
        findVisitor: id => Promise.resolve(this.allVisitors.find(visitor => visitor.id === id)),
        list: () => {
          const items = this.allVisits.filter(({ hasEnded }) => !hasEnded)
          return Promise.resolve({ items, next: undefined, total: items.length })
        },
        spans: ({ from }) =>
          Promise.resolve(
            this.allVisits
              .filter(({ of, departedAt }) => of.kind === 'person' && departedAt >= (from ?? createdAt))
              .map(({ of, cameraId, nth, arrivedAt, departedAt }) => ({
                kind: of.kind,
                identity: of.kind === 'person' ? of.personId : undefined,
                cameraId,
                nth,
                arrivedAtMs: arrivedAt.getTime(),
                departedAtMs: departedAt.getTime(),
              })),
          ),
      },
    }
  }
}

export const openSmallHouse = async (): Promise<SmallHouse> => new SmallHouse(await openAlerts())
