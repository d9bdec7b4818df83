// An engine that sees nothing and answers at once: for what the server does around vision.

import type { Engine, EngineListener, EngineSettings, OfferedPhoto, PictureFaces } from '../../src/app/engine/engine.ts'
import type { AccessLook } from '../../src/app/engine/access-look.ts'
import type { EmbeddedCrop } from '../../src/app/embed-crop.ts'
import type { Replayed } from '../../src/app/replay.ts'
import { RostroError } from '../../src/core/errors.ts'
import type { OperatingPoint } from '../../src/core/types.ts'
import { nearestPeople } from '../../src/app/nearest-people.ts'
import type { People } from '../../src/recognition/evidence.ts'
import { SPACE } from '../fixtures/templates.ts'

export interface FakeEngine extends Engine {
  /** Names of the methods called, with their first argument where it is a word. */
  readonly calls: string[]
  readonly listener: EngineListener
  settings: EngineSettings
  /** What it sees in every picture. */
  faces: PictureFaces
  /** While set, pictures wait for it. */
  held: Promise<void> | undefined
  pack: string
  space: string
  /** While set, going over to another pack fails with it. */
  refuses: Error | undefined
  /** Whom faces are compared with. */
  people: People | undefined
  /** What it makes of every kept picture. */
  embedded: EmbeddedCrop | undefined
  replayed: Replayed
  /** What it sees of whoever stands at a door; undefined: it fails. */
  look: AccessLook | undefined
  /** Pictures being looked at now, and the most there ever were. */
  readonly load: { now: number; most: number }
}

export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')

const OPERATING_POINT: OperatingPoint = {
  threshold: 0.4,
  chosenBy: 'default',
  wrongNames: undefined,
  people: 0,
  falseMatchRate: undefined,
  fpir: undefined,
  fnir: undefined,
  calibration: undefined,
  site: { people: 0, comparisons: 0, shift: { value: 0, low: 0, high: 0 }, weight: 0 },
  warnings: ['not_calibrated'],
}

export function fakeEngine(listener: EngineListener): FakeEngine {
  const calls: string[] = []
  const enrolments = new Map<string, { id: string; photoId: string; quality: number; pose: 'front' }[]>()
  const load = { now: 0, most: 0 }
  const photosOf = (id: string) => {
    const photos = enrolments.get(id)
    if (!photos) throw new RostroError('enrolment_not_found', 'There is no such enrolment.')
    return photos
  }
  const stateOf = (id: string) =>
    Promise.resolve({ id, photos: photosOf(id), missingPoses: ['left', 'right'] as const, alreadyKnownAs: undefined })
  const look = async <T>(answer: T): Promise<T> => {
    load.most = Math.max(load.most, ++load.now)
    await engine.held
    load.now--
    return answer
  }
  const done = (call: string) => {
    calls.push(call)
    return Promise.resolve()
  }

  const engine: FakeEngine = {
    calls,
    listener,
    load,
    held: undefined,
    pack: 'mobile',
    space: SPACE,
    refuses: undefined,
    people: undefined,
    embedded: undefined,
    look: undefined,
    replayed: {
      events: 0,
      skipped: 0,
      counts: [],
      changes: [],
      before: OPERATING_POINT,
      after: { ...OPERATING_POINT, threshold: 0.5, chosenBy: 'similarity' },
    },
    settings: {},
    faces: { width: 640, height: 480, faces: [] },
    operatingPoint: (settings = engine.settings) => Promise.resolve({ ...OPERATING_POINT, threshold: settings.threshold ?? 0.4 }),
    nearest: (faces, limit) => Promise.resolve(engine.people ? nearestPeople(engine.people, faces, limit) : faces.map(() => [])),
    describe: () =>
      Promise.resolve({
        pack: engine.pack,
        space: engine.space,
        device: 'cpu',
        passedOver: [],
        licence: 'MIT',
        tellsPictures: true,
        comparablePeople: 0,
      }),
    configure(settings) {
      engine.settings = settings
      return done('configure')
    },
    refresh: () => done('refresh'),
    recognize: () => look(engine.faces),
    verify: (_, second, threshold = 0.4) => look({ similarity: 'personId' in second ? 0.9 : 0.1, threshold, reason: undefined }),
    beginEnrolment() {
      const id = `e${enrolments.size}`
      enrolments.set(id, [])
      return stateOf(id)
    },
    enrolment: async id => stateOf(id),
    lookForEnrolment: () => Promise.reject(new Error('the fake engine does not do this')),
    offerPhoto(id) {
      const photos = photosOf(id)
      const photo = { id, photoId: `f${photos.length}`, quality: 80, pose: 'front' as const }
      photos.push(photo)
      const { photoId, quality, pose } = photo
      return look<OfferedPhoto>({ kept: true, photoId, quality, pose, nearestPhoto: undefined })
    },
    enrolmentPhoto(id) {
      photosOf(id)
      return Promise.resolve(JPEG)
    },
    removePhoto: async id => stateOf(id),
    finishEnrolment: async (id, { name }) =>
      Promise.resolve({ stored: true as const, personId: 'p0', name, isNew: true, photos: photosOf(id).length }),
    dropEnrolment(id) {
      enrolments.delete(id)
      return done('dropEnrolment')
    },
    openStream: () => done('openStream'),
    pushFrame: () => Promise.resolve({ dropped: true }),
    closeStream: () => done('closeStream'),
    openAccess: () => done('openAccess'),
    pushAccessFrame: () =>
      engine.look
        ? Promise.resolve({ dropped: false, look: engine.look })
        : Promise.reject(new RostroError('device_unavailable', 'The engine stopped.')),
    beginChallenge: (_, { nonce }) => done(`beginChallenge ${nonce}`),
    closeAccess: () => done('closeAccess'),
    runCamera: camera => done(`runCamera ${camera.address}`),
    stopCamera: () => done('stopCamera'),
    watchCamera: () => done('watchCamera'),
    cameraPicture: () => Promise.resolve(JPEG),
    probeCamera: () => Promise.resolve({ ok: true, width: 640, height: 480, framesPerSecond: 25, jpeg: JPEG }),
    replay: () => Promise.resolve(engine.replayed),
    embedCrop: () => look(engine.embedded),
    async usePack(pack) {
      await done(`usePack ${pack}`)
      if (engine.refuses) throw engine.refuses
      engine.pack = pack
      engine.space = `space of ${pack}`
    },
    close: () => done('close'),
  }
  return engine
}
