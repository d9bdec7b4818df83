// What every database server's store does while its server is away: recognition from memory, changes refused, and all there afterwards.

import { expect } from 'vitest'
import type { Template } from '../../src/core/types.ts'
import type { Store } from '../../src/core/ports.ts'
import { openLiveGallery } from '../../src/app/live-gallery.ts'
import { reference, SPACE } from '../contracts/store-fixtures.ts'

interface Stoppable {
  readonly open: () => Promise<Store>
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/** @returns how long after the start a gallery knew somebody who was enrolled then, in milliseconds */
export async function goesAwayAndComesBack({ open, stop, start }: Stoppable): Promise<number> {
  const [store, elsewhere] = [await open(), await open()]
  await store.enrol('Anna', [reference('anna')])
  const told: string[] = []
  const [problems, wells] = [waiting(), waiting()]
  const gallery = await openLiveGallery(
    store,
    { startThreshold: { similarity: 0.4 } },
    SPACE,
    error => {
      told.push((error as { code: string }).code)
      problems.hear()
    },
    () => {
      wells.hear()
    },
  )
  try {
    await wells.next()
    await stop()
    await problems.next()
    expect(told.at(-1)).toBe('store_unavailable')
    expect(nearest(gallery.byMean(probe('anna'), 1))).toBe('Anna')
    await expect(store.enrol('Bert', [reference('bert')])).rejects.toMatchObject({ code: 'store_unavailable' })

    await start()
    const began = performance.now()
    await elsewhere.enrol('Bert', [reference('bert')])
    for (;;) {
      await wells.next()
      if (nearest(gallery.byMean(probe('bert'), 1)) === 'Bert') break
    }
    const caughtUpMs = performance.now() - began
    expect((await store.people()).map(({ name }) => name)).toEqual(['Anna', 'Bert'])
    return caughtUpMs
  } finally {
    gallery.close()
    await store.close()
    await elsewhere.close()
  }
}

const probe = (seed: string): Template => reference(seed).template
const nearest = ([first]: readonly { readonly name: string }[]): string | undefined => first?.name

/** Something that is told by and by, and can be waited for. */
function waiting() {
  let wake: () => void = () => undefined
  return {
    hear: () => {
      wake()
    },
    next: () =>
      new Promise<void>(resolve => {
        wake = resolve
      }),
  }
}
