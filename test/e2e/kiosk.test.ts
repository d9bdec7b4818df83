// A kiosk in Chromium before the real server: pictures of somebody registered, held before its camera, open nothing.

import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../src/client.ts'
import { openBrowser } from '../web/browser.ts'
import { swaying, writeCamera, type Shift } from './fake-camera.ts'
import { writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from './place.ts'
import { rostro } from './rostro.ts'
import { setUp, startServer, type Served } from './server.ts'

const here = await facesAreHere()
const probe = here ? await openBrowser() : undefined
await probe?.close()
/** Where to leave a picture of each refusal, for looking at by hand. They show faces: never into the project. */
const shots = process.env['ROSTRO_SHOTS']
/** Chromium calls its camera a fake one, which alone is refused: as a camera of this name it has to be found out. */
const AS_A_CAMERA = `Object.defineProperty(MediaStreamTrack.prototype, 'label', { get: () => 'Integrated Camera' })`

/** A photo that nobody moves. */
const STILL: Shift[] = Array.from({ length: 30 }, () => ({ dx: 0, dy: 0, heights: 2.3 }))
/** Two seconds of somebody, again and again. */
const CLIP = swaying()
/** Ten seconds of somebody before a door, who once came closer and leaned to the sides when they were asked to. */
const SESSION: Shift[] = Array.from({ length: 300 }, (_, i) => ({
  ...{ dx: 0.07 * Math.sin(i / 37) + 0.02 * Math.sin(i / 11), dy: 0.04 * Math.sin(i / 53) + 0.01 * Math.sin(i / 7) },
  heights: 2.3 + 0.25 * Math.sin(i / 90),
}))

describe.skipIf(!probe)('a kiosk before the real server', { timeout: 180_000 }, () => {
  let place: Place
  let served: Served
  let api: Client
  let relay: Server
  let opened = 0
  let door: { readonly id: string; readonly kiosk: string }

  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    await writeFacePhoto(place.file('gina.jpg'), 'gina')
    expect((await rostro(place, ['register', '-n', 'Gina', '--photos', place.file('gina.jpg')])).code).toBe(0)
    served = await startServer(place)
    api = await setUp(served)
    relay = createServer((_, response) => {
      opened++
      response.end()
    })
    await new Promise<void>(done => relay.listen(0, '127.0.0.1', done))
    const { id } = await api('POST /doors', {
      body: {
        ...{ name: 'Front door', source: { kind: 'kiosk' }, policy: { who: { kind: 'everybody' } } },
        opener: { kind: 'http', url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}/open` },
      },
    })
    door = { id, kiosk: (await api('POST /doors/:doorId/kiosk', { params: { doorId: id } })).path }
  }, 120_000)
  afterAll(async () => {
    relay.close()
    await place.remove()
  })

  /** What the log says of whoever is refused first, and the page while it says so. */
  async function refusalOf(name: string, scene: readonly Shift[]): Promise<readonly string[]> {
    const camera = await writeCamera(place.file(`${name}.mjpeg`), 'gina', scene)
    const browser = await openBrowser([
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ])
    const before = (await logOf()).total
    try {
      const page: Page = await browser!.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
      await page.addInitScript(AS_A_CAMERA)
      await page.goto(served.url + door.kiosk)
      await page.locator('.kiosk-body[data-state="refused"]').waitFor({ timeout: 60_000 })
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: join(shots, `kiosk-${name}.png`) })
      }
      expect(await page.locator('.kiosk-name').count()).toBe(0)
      await expect.poll(async () => (await logOf()).total, { timeout: 10_000 }).toBeGreaterThan(before)
    } finally {
      await browser?.close()
    }
    const { items } = await logOf()
    const [first] = items.slice(0, items.length - before).reverse()
    expect(first).toMatchObject({ outcome: 'refused', doorId: door.id })
    return first!.reasons
  }
  const logOf = () => api('GET /doors/log', { query: { doorId: door.id } })

  test.each([
    ['still', STILL],
    ['clip', CLIP],
    ['recorded session', SESSION],
  ])('a %s of somebody registered is refused, and nothing opens', async (name, scene) => {
    const reasons = await refusalOf(name.replace(' ', '-'), scene)
    console.log(`${name}: ${reasons.join(', ')}`)
    expect(reasons.some(reason => reason === 'presentation_attack' || reason === 'challenge_failed')).toBe(true)
    const { items } = await logOf()
    expect(items.filter(({ outcome }) => outcome === 'opened')).toEqual([])
    expect(opened).toBe(0)
    await api('POST /doors/:doorId/unlock', { params: { doorId: door.id } })
  })
})
