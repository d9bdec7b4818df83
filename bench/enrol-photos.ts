// People registered for a bench, in a store of their own.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { openRostro, type Rostro } from '../src/app/open-rostro.ts'
import { photoFile, startEnrolment, storeEnrolment, tryPhotos } from '../src/app/register.ts'

/** Registers one person a photo, named after the file. */
export async function enrolPhotos(rostro: Rostro, photos: readonly string[]): Promise<void> {
  for (const photo of photos) {
    const enrolment = startEnrolment(rostro)
    for await (const { verdict } of tryPhotos(enrolment, [photoFile(photo)])) {
      if (!verdict.kept) throw new Error(`${photo} was not kept: ${'reason' in verdict ? verdict.reason : verdict.error.message}`)
    }
    await storeEnrolment(rostro, basename(photo, '.png'), enrolment)
  }
}

/** Rostro with nobody but the people of these photos; they go at close. */
export async function openWith(photos: readonly string[], threads?: number): Promise<Rostro> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
  const rostro = await openRostro({ people: join(folder, 'people.db'), pack: 'mobile', threads })
  await enrolPhotos(rostro, photos)
  return {
    ...rostro,
    close: async () => {
      await rostro.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
