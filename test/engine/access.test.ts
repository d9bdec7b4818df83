// Somebody before a door, looked at by the engine in its real thread with the networks of the default pack.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { AccessLook } from '../../src/app/engine/access-look.ts'
import { openEngine } from '../../src/app/engine/open-engine.ts'
import { startWorker } from '../../src/app/engine/start-worker.ts'
import type { Challenge, ChallengeState } from '../../src/core/challenge.ts'
import { shownBy } from '../../src/recognition/challenge/movement.ts'
import { openFilmed, PHOTO, type Held } from '../e2e/filmed.ts'
import { facesAreHere } from '../e2e/place.ts'
import { TEST_HOME } from '../fixtures/mobile-pack.ts'
import { isSharedHere } from '../fixtures/shared.ts'

const here = isSharedHere && (await facesAreHere())
const CONSENT = { text: 'Yes.', givenAt: new Date(0), takenBy: 'tester' }
/** Slower than any machine that runs this. */
const UNHURRIED = { minStepMs: 0, maxStepMs: 60_000, maxMs: 120_000 }
const CHALLENGE: Challenge = {
  ...{ nonce: 'ab'.repeat(16), colours: [], colourMs: 450, ...UNHURRIED },
  steps: [{ action: 'turn_left' }, { action: 'move_closer' }, { action: 'look_down' }],
}

async function stand() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro engine '))
  const nothing = () => {}
  const engine = await openEngine({
    ...{ home: TEST_HOME, people: join(folder, 'people.db'), pack: 'mobile', device: 'cpu', startWorker },
    listener: {
      onEvent: nothing,
      onCrossing: nothing,
      onPicture: nothing,
      onCamera: nothing,
      onLook: nothing,
      onProblem: nothing,
    },
  })
  onTestFinished(async () => {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { id } = await engine.beginEnrolment()
  await engine.offerPhoto(id, await readFile(PHOTO), 'phoebe.png')
  await engine.finishEnrolment(id, { name: 'Phoebe', consent: CONSENT, confirmed: false })
  await engine.openAccess({ id: 'a', settings: { minFacePx: 120, cameraName: 'Integrated Camera' } })
  const filmed = await openFilmed()
  return {
    engine,
    /** One frame after the other, until a look is reached. */
    async until(heldFor: (last: AccessLook | undefined) => Held, isReached: (look: AccessLook) => boolean): Promise<AccessLook> {
      let last: AccessLook | undefined
      for (let i = 0; i < 300; i++) {
        const pushed = await engine.pushAccessFrame('a', await filmed.picture({ held: heldFor(last), colour: undefined }))
        if (!pushed.dropped) last = pushed.look
        if (last && isReached(last)) return last
      }
      throw new Error(`The engine never came so far: ${JSON.stringify(last)}`)
    },
  }
}

test.skipIf(!here)('who is registered and alive is known, and passes a challenge by doing what is asked', async () => {
  const { engine, until } = await stand()
  const before = await until(
    () => 'straight',
    ({ face }) => face?.decision.outcome === 'known' && face.decision.liveness?.outcome === 'bona_fide',
  )
  expect(before.face?.decision.candidate?.name).toBe('Phoebe')
  await engine.beginChallenge('a', CHALLENGE)
  const after = await until(
    last => heldFor(last?.challenge),
    ({ challenge }) => challenge?.state === 'passed' || challenge?.state === 'failed',
  )
  expect(after.challenge).toMatchObject({ state: 'passed', nonce: CHALLENGE.nonce, colours: 'not_asked' })
  expect(after.face?.track).toBe(before.face?.track)
})

/** At once: nobody is so quick, and the challenge above lets them. */
function heldFor(state: ChallengeState | undefined): Held {
  if (state?.state !== 'running' || state.returning) return 'straight'
  const movement = shownBy(CHALLENGE.steps[state.step]!)
  if (movement === 'up' || movement === 'blink') throw new Error('not in this clip')
  return movement
}
