// The server as its operator meets it: a process started from the command line, an account, people, and the CLI beside it.

import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiError, createClient, type Client } from '../../src/client.ts'
import { samplePhotoOf, writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, makePlaceWithPack, openPlace, type Place } from './place.ts'
import { rostro, startAtTerminal } from './rostro.ts'
import { browserClient } from './browser-client.ts'
import { setUp, startServer, type Served } from './server.ts'

const here = await facesAreHere()
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
const CONSENT = { text: 'I agree that my face is recognised here.', given: true } as const

describe.skipIf(!here)('rostro serve', { timeout: 120_000 }, () => {
  let place: Place
  let served: Served
  let api: Client
  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    for (const face of ['gina', 'bruno', 'ada', 'adaElsewhere'] as const) await writeFacePhoto(place.file(`${face}.jpg`), face)
    await writeFacePhoto(place.file('gina2.jpg'), 'gina', 'turned')
    served = await startServer(place)
    api = await setUp(served)
  }, 120_000)
  afterAll(() => place.remove())

  const picture = async (name: string) => ({ image: new Blob([new Uint8Array(await readFile(place.file(name)))]) })
  async function register(name: string, ...photos: string[]): Promise<string> {
    const { id: enrolmentId } = await api('POST /enrolments', { body: {} })
    for (const photo of photos)
      await api('POST /enrolments/:enrolmentId/photos', { params: { enrolmentId }, pictures: await picture(photo) })
    const body = { name, consent: CONSENT }
    const finished = await api('POST /enrolments/:enrolmentId/finish', { params: { enrolmentId }, body })
    if (!finished.stored) throw new Error(JSON.stringify(finished.doubts))
    return finished.personId
  }

  test('tells strangers nothing but that it runs', async () => {
    const stranger = createClient({ baseUrl: served.url })
    expect(await stranger('GET /health')).toEqual({ status: 'ok' })
    expect(await stranger('GET /ready')).toEqual({ ready: true })
    await expect(stranger('GET /people')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  test.skipIf(process.platform !== 'linux' || !('execve' in process))(
    'has begun anew with flags and memory of its own, where Node can do that',
    async () => {
      const { pid } = JSON.parse(await readFile(join(place.home, 'server.lock'), 'utf8')) as { pid: number }
      const told = async (what: string) => (await readFile(`/proc/${pid}/${what}`, 'utf8')).split('\0')
      expect(await told('environ')).toEqual(expect.arrayContaining(['MALLOC_ARENA_MAX=2', 'MALLOC_MMAP_THRESHOLD_=262144']))
      expect(await told('cmdline')).toEqual(expect.arrayContaining(['--no-memory-reducer', '--max-semi-space-size=4']))
    },
  )

  test('its set-up link works once', async () => {
    const token = new URL(served.setupUrl!).hash.slice(1)
    const again = browserClient(served.url)('POST /setup', { body: { token, name: 'eve', password: 'another pass phrase' } })
    await expect(again).rejects.toBeInstanceOf(ApiError)
  })

  test('registers from photos, recognises on another, verifies, and forgets', async () => {
    const personId = await register('Gina', 'gina.jpg')
    const { faces } = await api('POST /recognize', { pictures: await picture('gina2.jpg') })
    expect(faces.map(face => [face.decision.outcome, face.decision.person?.name])).toEqual([['known', 'Gina']])
    const stranger = await api('POST /recognize', { pictures: await picture('bruno.jpg') })
    expect(stranger.faces.map(face => face.decision.person)).toEqual([null])
    expect(await api('POST /verify', { query: { personId }, pictures: await picture('gina2.jpg') })).toMatchObject({ same: true })
    const two = { ...(await picture('gina.jpg')), other: (await picture('bruno.jpg')).image }
    expect(await api('POST /verify', { pictures: two })).toMatchObject({ same: false })

    await api('DELETE /people/:personId', { params: { personId }, query: { now: 'true' } })
    expect((await api('POST /recognize', { pictures: await picture('gina2.jpg') })).faces[0]!.decision.person).toBeNull()
  })

  test('asks to pick a face of a group photo, and whose it is when somebody has it', async () => {
    await register('Bruno', 'bruno.jpg')
    const group = { image: new Blob([new Uint8Array(await readFile(samplePhotoOf('bruno')))]) }
    const { id: enrolmentId } = await api('POST /enrolments', { body: {} })
    const refused = await api('POST /enrolments/:enrolmentId/photos', { params: { enrolmentId }, pictures: group })
    if (refused.kept) throw new Error('kept a group photo without asking')
    expect(refused.reason).toBe('several_faces')
    // Bruno's face lies around these pixels of the photo.
    const his = refused.faces.find(
      ({ box }) => box.x < 930 && box.x + box.width > 930 && box.y < 530 && box.y + box.height > 530,
    )!
    const query = { face: his.face }
    const kept = await api('POST /enrolments/:enrolmentId/photos', { params: { enrolmentId }, query, pictures: group })
    expect(kept.kept).toBe(true)
    const body = { name: 'Somebody else', consent: CONSENT }
    const finished = await api('POST /enrolments/:enrolmentId/finish', { params: { enrolmentId }, body })
    expect(finished).toMatchObject({ stored: false, doubts: [{ kind: 'looks_like_another', person: { name: 'Bruno' } }] })
  })

  test('sees at once whom the command line registers beside it', async () => {
    const { code } = await rostro(place, ['register', '-n', 'Ada', '--photos', place.file('ada.jpg')])
    expect(code).toBe(0)
    await expect
      .poll(async () => (await api('POST /recognize', { pictures: await picture('ada.jpg') })).faces[0]?.decision.person?.name)
      .toBe('Ada')
    expect((await api('GET /people', { query: { search: 'ád' } })).items.map(person => person.name)).toEqual(['Ada'])
  })

  test('is the only one of its data folder, and says where it is', async () => {
    const second = await rostro(place, ['serve', '--no-open', '--port', '0'])
    expect(second.code).toBe(4)
    expect(second.stderr).toContain(served.url)
    const started = await rostro(place, ['start'])
    expect(started).toMatchObject({ code: 0, stderr: '' })
    expect(started.stdout).toContain(served.url)
  })

  test.skipIf(!hasTerminal)('is where the CLI leads whoever sits at a terminal with a screen', async () => {
    const screen = { env: { DISPLAY: ':77' } }
    const register = await startAtTerminal(place, ['register', '-n', 'Ana María'], screen)
    await register.shows(`${served.url}/register?name=Ana+Mar%C3%ADa`)
    expect((await register.ended).code).toBe(0)
    const recognize = await startAtTerminal(place, ['recognize'], screen)
    await recognize.shows(`${served.url}/live`)
    expect((await recognize.ended).code).toBe(0)
    const stayed = await startAtTerminal(place, ['recognize', '--no-open'], screen)
    expect((await stayed.ended).code).toBe(6)
  })

  test('refuses to listen to the network in plain text', async () => {
    const other = await makePlaceWithPack()
    const { code, stderr } = await rostro(other, ['serve', '--no-open', '--host', '0.0.0.0'])
    expect(code).toBe(2)
    expect(stderr).toContain('[binding_refused]')
  })

  test('ends with 0 when it is told to stop, and has left nothing outside its data folder', async () => {
    const other = await makePlaceWithPack()
    const { running } = await startServer(other)
    running.signal('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0 })
    // ONNX Runtime would keep a device id and a queue of reports there: see docs/privacy.md.
    expect(await other.strays()).toEqual([])
  })
})
