// A camera on the loopback while something changes: somebody registers in another process, the camera falls silent.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Image } from '../../src/core/types.ts'
import { startMjpegCamera, type CameraConnection } from '../video/mjpeg-camera.ts'
import { faceFrames, writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, makePlaceWithPack, openPlace, type Place } from './place.ts'
import { rostro, startRostro } from './rostro.ts'

const here = await facesAreHere()

describe.skipIf(!here)('a live camera', { timeout: 120_000 }, () => {
  let shared: Place
  let pictures: Image[]
  beforeAll(async () => {
    shared = await openPlace()
    await addMobilePack(shared)
    pictures = await faceFrames('gina', 40)
    await writeFacePhoto(shared.file('gina.jpg'), 'gina', 'turned')
  }, 60_000)
  afterAll(() => shared.remove())

  /** To and fro, until nobody listens. */
  async function play(connection: CameraConnection): Promise<void> {
    const loop = [...pictures, ...pictures.toReversed()]
    for (let i = 0; await connection.send(loop[i % loop.length]!); i++);
  }

  test('names a person whom another process registers meanwhile', async () => {
    await using camera = await startMjpegCamera(play)
    const place = await makePlaceWithPack()
    const running = await startRostro(place, ['recognize', '--liveness', 'off', '--source', `http://127.0.0.1:${camera.port}/`])
    await running.shows(/#\d+ {2}unknown/)
    expect((await rostro(place, ['register', '-n', 'Gina', '--photos', shared.file('gina.jpg')])).code).toBe(0)
    await running.shows(/#\d+ {2}Gina {2}\d\.\d\d/)
    running.signal('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130 })
  })

  test('a camera that falls silent is told, opened again, and told to be back', async () => {
    await using camera = await startMjpegCamera(async connection => {
      if (connection.number > 0) return play(connection)
      for (const picture of pictures) await connection.send(picture)
    })
    const running = await startRostro(shared, ['recognize', '--source', `http://127.0.0.1:${camera.port}/?token=CANARY`])
    await running.shows(`http://127.0.0.1:${camera.port}/?token=*** stopped sending`)
    await running.shows(`http://127.0.0.1:${camera.port}/?token=*** is back.`)
    running.signal('SIGTERM')
    const { code, stderr } = await running.ended
    expect(code).toBe(130)
    expect(stderr).not.toContain('CANARY')
    expect(camera.connections()).toBe(2)
    expect(stderr.match(/ is back\.$/gm)).toHaveLength(1)
  })
})
