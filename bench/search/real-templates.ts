// Templates of real people to search among: every photo of LFW that is here, by person; enlarged by copies that differ as photos of one person do.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { byPerson, lookAt } from '../accuracy/lfw.ts'
import { withContext } from '../accuracy/section.ts'

/** One person's templates, unit vectors. They stay on this machine: nothing of them is written into the project. */
export type Shown = readonly Float32Array[]

/** Looks at 4,925 photos the first time, a few minutes; afterwards they come from the observer's cache. */
export async function realPeople(shared: string): Promise<Shown[]> {
  const folder = join(shared, 'data/lfw')
  const found = await readdir(folder, { recursive: true })
  const images = found.filter(name => name.endsWith('.jpg')).sort()
  const photos = await withContext(shared, context => lookAt(context, 'mobile', images))
  return [...byPerson(photos).values()].map(of => of.map(({ template }) => template.vector))
}
