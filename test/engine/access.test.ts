// Somebody filmed before a door, looked at with the networks of the default pack, by a clock that goes on with the frames however slow the machine is.

import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Access } from '../../src/app/engine/access.ts'
import type { AccessLook } from '../../src/app/engine/access-look.ts'
import { createSystemClock } from '../../src/app/engine/engine-clock.ts'
import { createTurns } from '../../src/app/engine/turns.ts'
import { toDecision, type Vision } from '../../src/app/engine/vision.ts'
import { openRostro } from '../../src/app/open-rostro.ts'
import type { Challenge, ChallengeState } from '../../src/core/challenge.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import { embeddingSpace } from '../../src/models/packs/manifest.ts'
import { EarlierChallenges } from '../../src/recognition/challenge/earlier-challenges.ts'
import { isFace } from '../../src/recognition/examine.ts'
import { findFaces } from '../../src/recognition/find-faces.ts'
import { shownBy } from '../../src/recognition/challenge/movement.ts'
import { readPhoto } from '../../src/video/photos.ts'
import { openFilmed, PHOTO, type Held } from '../e2e/filmed.ts'
import { facesAreHere } from '../e2e/place.ts'
import { TEST_HOME } from '../fixtures/mobile-pack.ts'
import { isSharedHere } from '../fixtures/shared.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const here = isSharedHere && (await facesAreHere())
/** A camera of twelve frames a second. */
const FRAME_MS = 83
const PHOEBE = { id: 'phoebe', name: 'Phoebe', createdAt: new Date(0) }
const THRESHOLD = 0.4
const CHALLENGE: Challenge = {
  ...{ nonce: 'ab'.repeat(16), colours: [], colourMs: 450, minStepMs: 0, maxStepMs: 5000, maxMs: 20_000 },
  steps: [{ action: 'turn_left' }, { action: 'move_closer' }, { action: 'look_down' }],
}

async function stand() {
  const folder = await temporaryFolder()
  const rostro = await openRostro({ home: TEST_HOME, people: join(folder, 'people.db'), pack: 'mobile', device: 'cpu' })
  onTestFinished(() => rostro.close())
  const { image } = await readPhoto(PHOTO)
  const faces = (await findFaces(image, rostro.networks)).filter(isFace)
  const { template } = faces.sort((a, b) => b.detection.box.height - a.detection.box.height)[0]!
  const references = [{ personId: PHOEBE.id, template, quality: 80 }]
  const gallery = new Gallery(embeddingSpace(rostro.pack), [PHOEBE], references, [], THRESHOLD)
  let nowMs = 1000
  const vision: Vision = {
    rostro: { ...rostro, gallery } as unknown as Vision['rostro'],
    clock: { ...createSystemClock(), monotonic: () => nowMs },
    turns: createTurns(1),
    decision: own => toDecision(own ?? {}),
    liveness: () => 'refuse',
  }
  const access = new Access('a', { minFacePx: 120, cameraName: 'Integrated Camera' }, vision)
  const filmed = await openFilmed()
  return {
    access,
    /** One frame after the other, until a look is reached. */
    until: async (
      held: (last: AccessLook | undefined) => Held,
      isReached: (look: AccessLook) => boolean,
    ): Promise<AccessLook> => {
      let last: AccessLook | undefined
      for (let i = 0; i < 200; i++) {
        nowMs += FRAME_MS
        last = await access.look(await filmed.picture({ held: held(last), colour: undefined }), nowMs)
        if (isReached(last)) return last
      }
      throw new Error(`It never came so far: ${JSON.stringify(last)}`)
    },
  }
}

test.skipIf(!here)(
  'who is registered and alive is known, and passes a challenge by doing what is asked',
  { timeout: 120_000 },
  async () => {
    const { access, until } = await stand()
    const isSure = ({ face }: AccessLook) => face?.decision.outcome === 'known' && face.decision.liveness?.outcome === 'bona_fide'
    const before = await until(() => 'straight', isSure)
    expect(before.face?.decision.candidate?.name).toBe('Phoebe')
    access.begin(CHALLENGE, new EarlierChallenges())
    const after = await until(
      last => heldFor(last?.challenge),
      ({ challenge }) => challenge?.state !== 'running',
    )
    expect(after.challenge).toMatchObject({ state: 'passed', colours: 'not_asked' })
    expect(after.face?.track).toBe(before.face?.track)
  },
)

/** At once: nobody is so quick, and the challenge above lets them. */
function heldFor(state: ChallengeState | undefined): Held {
  if (state?.state !== 'running' || state.returning) return 'straight'
  const movement = shownBy(CHALLENGE.steps[state.step]!)
  if (movement === 'up' || movement === 'blink') throw new Error('not in this clip')
  return movement
}
