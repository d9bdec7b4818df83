// People who can be found again in any bytes that show or name them, and everything a store keeps of them.

import type { NewReference, Store } from '../../src/core/ports.ts'
import { dot } from '../../src/core/template.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import { doorOf } from '../contracts/store-doors.ts'
import { atMinute, faceEvent, reference, SPACE } from '../contracts/store-fixtures.ts'
import { visitAt, visitFace, WAITING } from '../contracts/visit-fixtures.ts'
import { referencesIn } from '../fixtures/enrolled.ts'
import { runs } from './folder.ts'

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)
const OTHER_SPACE = 'elsewhere@1' as EmbeddingSpace

/** What a picture begins with: four bytes, which are in a gigabyte by chance. */
export const isJpeg = (bytes: string): boolean => bytes.includes(Buffer.from(JPEG).toString('latin1'))

/** A photo whose crop begins as a JPEG does. */
export function photo(seed: string): NewReference {
  const made = reference(seed, { length: 512, cropBytes: 4000 })
  return { ...made, crop: Uint8Array.from(made.crop, (byte, i) => JPEG[i] ?? byte) }
}

export const PEOPLE = Array.from({ length: 12 }, (_, i) => {
  const name = `Kanari${String(i * 7919).padStart(6, '0')}`
  return { name, photos: [photo(`${name}-a`), photo(`${name}-b`)] }
})

/** Everything that shows or names somebody, in every table. */
export async function fill(store: Store): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const [i, { name, photos }] of PEOPLE.entries()) {
    const consent = { text: `I, ${name}, agree.`, givenAt: atMinute(0), takenBy: 'Olga' }
    const person = await store.enrol(name, photos, consent)
    ids.set(name, person.id)
    await store.events.save(faceEvent(`e${i}`, person), photo(`${name} seen`))
    await store.doors.addFactor({
      id: `f${i}`,
      personId: person.id,
      kind: 'pin',
      secret: `KanariSecret${name}`,
      createdAt: atMinute(0),
    })
  }
  const [anna, ben] = [...ids.values()] as [string, string]
  await store.events.correct('e0', { kind: 'is', personId: ben, at: atMinute(1), by: 'Olga' }, photo('corrected'))
  await store.visits.save(visitAt('v1', 0, WAITING), visitFace('a stranger'))
  for (const { id } of await store.templates.toEmbed('reference', OTHER_SPACE, { after: 0, limit: 99 })) {
    const { template } = reference(`${id} elsewhere`, { space: OTHER_SPACE, length: 512 })
    await store.templates.keep([{ of: 'reference', id, template, quality: 50 }])
  }
  await store.cameras.add({ name: 'Door', address: 'rtsp://user:KanariPassword@10.0.0.1/', enabled: true, settings: '{}' })
  await store.alerts.putTarget({ id: 't', body: JSON.stringify({ secret: 'KanariTarget' }) })
  const rule = { name: 'KanariOfAnna came', who: { kind: 'person', personId: anna } }
  await store.alerts.putRule({ id: 'r', body: JSON.stringify(rule) })
  await store.alerts.add([
    { id: 'n', at: atMinute(1), body: JSON.stringify({ rule, personId: anna }), once: `r/person:${anna}/v` },
  ])
  await store.doors.put(
    doorOf({
      id: 'd',
      name: 'Gate',
      opener: { kind: 'mqtt', url: 'mqtt://user:KanariOpener@10.0.0.2/', topic: 't', payload: 'p' },
    }),
  )
  await store.deletePersonLater(anna, atMinute(9))
  await store.restorePerson(anna)
  return ids
}

/** What of it is in the bytes, as it is or as hexadecimal digits. */
export function traces(bytes: string, { hexadecimal = true } = {}): string[] {
  const faces = [
    ...PEOPLE.flatMap(({ photos }) => photos),
    ...PEOPLE.map(({ name }) => photo(`${name} seen`)),
    photo('corrected'),
  ]
  const words = faces.flatMap(({ template, crop, source }) => [source, ...runs(template.vector), ...runs(crop)])
  const stranger = visitFace('a stranger')
  words.push(...runs(stranger.template.vector), ...runs(stranger.crop), 'kanari', 'Kanari')
  const digits = (word: string) => (hexadecimal ? [Buffer.from(word, 'latin1').toString('hex')] : [])
  return words.filter(word =>
    [word, ...digits(word), ...digits(word).map(hex => hex.toUpperCase())].some(form => bytes.includes(form)),
  )
}

export const whoIs = (store: Store) => async (face: NewReference) => {
  const names = new Map((await store.people()).map(({ id, name }) => [id, name]))
  const found = (await referencesIn(store, SPACE)).map(({ personId, template }) => ({
    name: names.get(personId),
    cosine: dot(template.vector, face.template.vector),
  }))
  return found.sort((a, b) => b.cosine - a.cosine)[0]
}

/** All there is, to be compared; vectors apart. */
export async function everything(store: Store, ids: Map<string, string>) {
  const vectors: Float32Array[] = []
  const kept: unknown[] = [
    await store.people(),
    await store.cameras.list(),
    await store.alerts.targets(),
    await store.alerts.rules(),
    await store.alerts.since(0, 9),
  ]
  kept.push(await store.doors.list())
  for (const id of ids.values()) {
    kept.push(await store.consent(id), await store.doors.factors(id), await store.person(id))
    for (const space of [SPACE, OTHER_SPACE]) {
      for (const { template, ...rest } of await store.references({ personId: id, space })) {
        vectors.push(template.vector)
        kept.push({ ...rest, crop: Buffer.from(rest.crop).toString('base64') })
      }
    }
  }
  for (let i = 0; i < ids.size; i++) {
    const shot = await store.events.shot(`e${i}`)
    vectors.push(shot!.template.vector)
    kept.push(Buffer.from(shot!.crop).toString('base64'))
  }
  for (const { personId, template } of await store.events.refusals(SPACE)) {
    vectors.push(template.vector)
    kept.push(personId)
  }
  const stranger = await store.visits.face('v1')
  vectors.push(stranger!.template.vector)
  kept.push(Buffer.from(stranger!.crop).toString('base64'))
  return { kept, vectors }
}

export const without = ({ kept }: { readonly kept: unknown }) => kept

/** The lowest cosine between the same templates. */
export const lowest = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
  a.length === b.length ? Math.min(...a.map((vector, i) => dot(vector, b[i]!))) : NaN
