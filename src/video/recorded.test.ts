import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { OnDamage, Picture } from './decoder.ts'
import { createImagePicture } from './image-picture.ts'
import { createRecordedSource } from './recorded.ts'
import type { SourceStatus } from './source-status.ts'

const picture = (): Picture => createImagePicture({ width: 1, height: 1, data: new Uint8Array(3) }, 0)

/** All that is said of a recording of one picture, left after it where `isLeft`. */
async function saidOf(isLeft: boolean, open: (signal: AbortSignal, onDamage: OnDamage) => AsyncIterable<Picture>) {
  const said: SourceStatus[] = []
  for await (const frame of createRecordedSource('clip', open, status => said.push(status)).frames()) {
    frame.close()
    if (isLeft) break
  }
  return said
}

test('damage is told once for each reason', async () => {
  const said = await saidOf(false, async function* (_, onDamage) {
    for (const reason of ['torn', 'torn', 'short']) onDamage(reason)
    yield await Promise.resolve(picture())
  })
  expect(said.map(({ state, reason }) => [state, reason])).toEqual([
    ['damaged', 'torn'],
    ['damaged', 'short'],
  ])
})

test('what breaks off because nobody reads on is not called damaged', async () => {
  const said = await saidOf(true, async function* (signal, onDamage) {
    yield picture()
    await once(signal, 'abort')
    onDamage('torn')
  })
  expect(said).toEqual([])
})
