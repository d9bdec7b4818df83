// Somebody who is willing, before the real server: turned away while nobody knows them or their PIN is wrong, and let in once both are right.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../src/client.ts'
import { isSharedHere } from '../fixtures/shared.ts'
import { comeTo, type BeforeDoor } from './before-door.ts'
import { openFilmed, PHOTO, type Filmed } from './filmed.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from './place.ts'
import { rostro } from './rostro.ts'
import { setUp, startServer, type Served } from './server.ts'

const here = isSharedHere && (await facesAreHere())
const PIN = '4711'

describe.skipIf(!here)('a willing person before a door', { timeout: 120_000 }, () => {
  let place: Place
  let served: Served
  let api: Client
  let relay: Server
  let opened = 0
  let filmed: Filmed
  let door: { readonly id: string; readonly key: string }

  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    relay = createServer((_, response) => {
      opened++
      response.end()
    })
    await new Promise<void>(done => relay.listen(0, '127.0.0.1', done))
    ;[served, filmed] = await Promise.all([startServer(place), openFilmed()])
    api = await setUp(served)
    const { id } = await api('POST /doors', {
      body: {
        ...{ name: 'Front door', source: { kind: 'kiosk' } },
        policy: {
          who: { kind: 'everybody' },
          challenge: 'always',
          colours: 'if_visible',
          factors: ['pin'],
          withinMs: 60_000,
          minFacePx: 120,
        },
        opener: { kind: 'http', url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}/open` },
      },
    })
    door = { id, key: (await api('POST /doors/:doorId/kiosk', { params: { doorId: id } })).key }
  }, 60_000)
  afterAll(async () => {
    relay.close()
    await place.remove()
  })

  async function stand(typed: readonly string[], work: (before: BeforeDoor) => Promise<void>): Promise<void> {
    const before = await comeTo(served.url, door.id, door.key, { filmed, typed })
    try {
      await work(before)
    } finally {
      console.log(before.shown.join('\n'))
      before.leave()
    }
  }
  const log = async () => (await api('GET /doors/log', { query: { doorId: door.id } })).items

  test('nobody is let in whom nobody registered', async () => {
    await stand([PIN], async before => {
      const view = await before.standUntil(({ state }) => state === 'refused', 20_000)
      expect(view).toMatchObject({ person: null, reasons: ['unknown_person'] })
    })
    expect(await log()).toMatchObject([{ outcome: 'refused', person: null, reasons: ['unknown_person'] }])
    expect(opened).toBe(0)
  })

  test('whoever is registered does what is asked, is turned away with a wrong PIN and let in with the right one, once', async () => {
    const photo = place.file('phoebe.png')
    await sharp(PHOTO).extract({ left: 0, top: 0, width: 654, height: 696 }).toFile(photo)
    const registered = await rostro(place, ['register', '-n', 'Phoebe', '--photos', photo])
    expect(registered).toMatchObject({ code: 0 })
    const {
      items: [person],
    } = await api('GET /people')
    await api('POST /people/:personId/factors', { params: { personId: person!.id }, body: { kind: 'pin', value: PIN } })
    await stand(['0000', PIN], async before => {
      const view = await before.standUntil(({ state }) => state === 'opened', 90_000)
      expect(view.person).toEqual({ name: 'Phoebe' })
    })
    expect(opened).toBe(1)
    const lines = (await log()).toReversed()
    const wrong = lines.findIndex(({ reasons }) => reasons.includes('factor_wrong'))
    expect(lines[wrong]).toMatchObject({ outcome: 'refused', reasons: ['recognized', 'factor_wrong'] })
    expect(lines.slice(wrong).filter(({ outcome }) => outcome !== 'refused')).toMatchObject([
      {
        ...{ outcome: 'opened', person: { name: 'Phoebe' }, duress: false },
        reasons: ['recognized', 'challenge_passed', 'bona_fide', 'factor_right'],
      },
    ])
    expect(await rostro(place, ['audit', 'verify'])).toMatchObject({ code: 0 })
    expect(opened).toBe(1)
  })
})
