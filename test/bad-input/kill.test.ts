// `kill -9` of the real program while it registers from photos: everybody is there whole, or not at all.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { randomOf } from '../contracts/store-fixtures.ts'
import { writeFacePhoto } from '../e2e/faces.ts'
import { facesAreHere, makePlaceWithPack, type Place } from '../e2e/place.ts'
import { rostro, startRostro } from '../e2e/rostro.ts'

const here = await facesAreHere()
const LANES = ['left', 'right']
const KILLS_PER_LANE = 25
const PHOTOS = ['one.jpg', 'two.jpg']
/** From the last photo kept to the end of the program: storing takes place in between. */
const STORING_MS = 60

test.skipIf(!here)(
  '50 kills while registering leave no half-stored person, and the store opens',
  { timeout: 300_000 },
  async () => {
    const seed = process.env['SEED'] ?? String(Date.now())
    console.log(`kill test: SEED=${seed}`)
    const place = await makePlaceWithPack()
    await writeFacePhoto(place.file('one.jpg'), 'bruno')
    await writeFacePhoto(place.file('two.jpg'), 'bruno', 'mirrored')
    const startedAt = performance.now()
    expect((await rostro(place, registering('first'))).code).toBe(0)
    const wholeRunMs = performance.now() - startedAt

    const acknowledged = ['first']
    await Promise.all(
      LANES.map(async lane => {
        const random = randomOf(`${seed} ${lane}`)
        for (let round = 0; round < KILLS_PER_LANE; round++) {
          const name = `${lane} ${round}`
          // Half anywhere in the run, half where it stores.
          const ended =
            round % 2 === 0
              ? await killedAfter(place, name, random() * wholeRunMs)
              : await killedStoring(place, name, random() * STORING_MS)
          if (ended.stdout.includes(`Registered ${name}`)) acknowledged.push(name)
          expect(await halfStored(place)).toEqual([])
        }
      }),
    )
    const names = (JSON.parse((await rostro(place, ['people', '--json'])).stdout) as { name: string }[]).map(
      person => person.name,
    )
    expect(names).toEqual(expect.arrayContaining(acknowledged))
    console.log(`kill test: ${names.length - 1} of ${LANES.length * KILLS_PER_LANE} were stored before the kill`)
    // The store keeps its journal beside it while this process has it open.
    expect((await readdir(place.home)).filter(name => !/^rostro\.db(-wal|-shm)?$/.test(name))).toEqual(['models'])
    expect(await place.strays()).toEqual(PHOTOS.map(photo => place.file(photo)))
  },
)

const registering = (name: string) => ['register', '--yes', '-n', name, '--photos', ...PHOTOS]

async function killedAfter(place: Place, name: string, ms: number) {
  const running = await startRostro(place, registering(name))
  await Promise.race([delay(ms), running.ended])
  running.signal('SIGKILL')
  return running.ended
}

async function killedStoring(place: Place, name: string, ms: number) {
  const running = await startRostro(place, registering(name))
  await running.shows(/kept {5}two\.jpg/)
  await Promise.race([delay(ms), running.ended])
  running.signal('SIGKILL')
  return running.ended
}

/** People without both photos, each with a template and a crop that opens. */
async function halfStored(place: Place): Promise<string[]> {
  const store = await openSqliteStore(join(place.home, 'rostro.db'))
  try {
    const half: string[] = []
    for (const { id, name } of await store.people()) {
      const references = await store.references({ personId: id })
      const crops = await Promise.all(references.map(async ({ crop }) => (await sharp(crop).metadata()).format))
      if (references.length !== PHOTOS.length || crops.some(format => format !== 'jpeg')) half.push(name)
    }
    return half
  } finally {
    await store.close()
  }
}
