// Where one test runs Rostro: a data folder with the mobile pack in it, and folders where nothing may be left behind.

import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { messageOf } from '../../src/core/errors.ts'
import { pullDemoPhotos } from '../../src/models/packs/demo-photos.ts'
import { pullMobilePack, TEST_HOME } from '../fixtures/mobile-pack.ts'

export interface Place {
  /** ROSTRO_HOME. */
  readonly home: string
  /** The working folder, where photos and clips of the test may lie. */
  readonly work: string
  /** HOME. */
  readonly user: string
  /** TMPDIR. */
  readonly temporary: string
  /** A path in the working folder. */
  file(name: string): string
  /** What lies outside the data folder, as paths. */
  strays(): Promise<string[]>
  onRemove(work: () => Promise<void>): void
  remove(): Promise<void>
}

/** Whether tests with faces can run here: the pack and the sample photos are pulled once; where they cannot be, says why. */
export async function facesAreHere(): Promise<boolean> {
  if (!(await pullMobilePack())) return false
  try {
    await pullDemoPhotos(TEST_HOME)
    return true
  } catch (error) {
    console.log(`skipped: tests with faces, because the sample photos cannot be pulled: ${messageOf(error)}`)
    return false
  }
}

/** The path of one of the six sample photos, pulled before by facesAreHere(). */
export const samplePhoto = (number: number): string => join(TEST_HOME, 'demo', `sample${number}.jpg`)

/** A place that goes with the test. */
export async function makePlace(): Promise<Place> {
  const place = await openPlace()
  onTestFinished(() => place.remove())
  return place
}

/** A place to be removed by the caller, for tests that share one. */
export async function openPlace(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'rostro e2e '))
  const [home, work, user, temporary] = ['home', 'work', 'user', 'tmp'].map(name => join(root, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const folder of [work, user, temporary]) await mkdir(folder)
  const removers: (() => Promise<void>)[] = []
  return {
    home,
    work,
    user,
    temporary,
    file: name => join(work, name),
    async strays() {
      const found = await Promise.all(
        [work, user, temporary].map(async folder => (await readdir(folder, { recursive: true })).map(name => join(folder, name))),
      )
      return found.flat().sort()
    },
    onRemove: work => removers.push(work),
    async remove() {
      await Promise.all(removers.map(end => end()))
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Puts a copy of the mobile pack into the data folder, so that nothing needs the internet. */
export const addMobilePack = (place: Place): Promise<void> =>
  cp(join(TEST_HOME, 'models', 'mobile'), join(place.home, 'models', 'mobile'), { recursive: true })

export const addDemoPhotos = (place: Place): Promise<void> =>
  cp(join(TEST_HOME, 'demo'), join(place.home, 'demo'), { recursive: true })

/** A place with the mobile pack that goes with the test. */
export async function makePlaceWithPack(): Promise<Place> {
  const place = await makePlace()
  await addMobilePack(place)
  return place
}
