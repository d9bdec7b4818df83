// What every Store promises of templates in further embedding spaces.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import type { Correction } from '../../src/core/records.ts'
import type { EmbeddingSpace, Person } from '../../src/core/types.ts'
import { atMinute, faceEvent, reference, referencesOf, shotOf, SPACE } from './store-fixtures.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

const OTHER = 'other-space@1' as EmbeddingSpace
const ALL = { after: 0, limit: 99 }
const not = (person: Person): Correction => ({ kind: 'not', personId: person.id, at: atMinute(7), by: 'Olga' })

/** The template that `seed` has in the other space. */
const otherTemplate = (seed: string) => reference(`${seed} elsewhere`, { space: OTHER, length: 64 }).template

/** Gives every photo and refused face without one a template in the other space. */
export async function embedAll(store: Store, quality = 70): Promise<void> {
  for (const of of ['reference', 'refusal'] as const) {
    const faces = await store.templates.toEmbed(of, OTHER, ALL)
    await store.templates.keep(faces.map(({ id }) => ({ of, id, template: otherTemplate(id), quality })))
  }
}

export function templatesContract(of: () => Store, other: () => Store): void {
  const missing = () => of().templates.missing(OTHER)

  describe('templates in a further space', () => {
    test('make a gallery of their own, with their own quality, and leave the first one as it was', async () => {
      const anna = await of().enrol('Anna', referencesOf('a', 2))
      const bert = await of().enrol('Bert', [reference('b', { space: OTHER, quality: 30 })])
      const before = await referencesIn(of(), SPACE)
      expect(await missing()).toEqual({ references: 2, refusals: 0, lost: 0 })
      const [first] = await of().templates.toEmbed('reference', OTHER, { after: 0, limit: 1 })
      const [second] = await of().templates.toEmbed('reference', OTHER, { after: first!.position, limit: 9 })
      expect([first!.id, second!.id]).toEqual(before.map(({ id }) => id))
      expect(second!.crop).toEqual(referencesOf('a', 2)[1]!.crop)
      await embedAll(of())

      expect(await missing()).toEqual({ references: 0, refusals: 0, lost: 0 })
      expect(await referencesIn(other(), SPACE)).toEqual(before)
      const gallery = await referencesIn(other(), OTHER)
      expect(gallery.map(({ personId, quality, template }) => [personId, quality, template.space])).toEqual([
        [anna.id, 70, OTHER],
        [anna.id, 70, OTHER],
        [bert.id, 30, OTHER],
      ])
      expect(gallery[0]!.template).toEqual(otherTemplate(first!.id))
      expect(gallery[0]).toMatchObject({ source: 'a/0.jpg', createdAt: before[0]!.createdAt })
      expect((await of().person(anna.id)).spaces).toEqual([OTHER, SPACE])
      expect((await of().person(bert.id)).spaces).toEqual([OTHER])
      expect((await of().peoplePage({ sort: 'name' }, { limit: 9 })).items).toMatchObject([{ references: 2 }, { references: 1 }])
    })

    test('come with the photos of one person when their space is asked for', async () => {
      const anna = await of().enrol('Anna', [reference('a')])
      await embedAll(of())
      const spaces = async (space?: EmbeddingSpace) =>
        (await of().references({ personId: anna.id, space })).map(({ template, quality }) => [template.space, quality])
      expect(await spaces()).toEqual([[SPACE, 50]])
      expect(await spaces(SPACE)).toEqual([[SPACE, 50]])
      expect(await spaces(OTHER)).toEqual([[OTHER, 70]])
      expect(await spaces('third' as EmbeddingSpace)).toEqual([[SPACE, 50]])
    })

    test('move the version only when they are announced', async () => {
      await of().enrol('Anna', referencesOf('a', 2))
      const before = await of().version()
      await embedAll(of())
      expect(await of().version()).toBe(before)
      await other().templates.announce()
      expect(await of().version()).not.toBe(before)
    })

    test('are replaced when kept again, and left out when their photo has gone', async () => {
      const anna = await of().enrol('Anna', referencesOf('a', 2))
      const [first] = await of().templates.toEmbed('reference', OTHER, ALL)
      await embedAll(of(), 10)
      const again = { of: 'reference', template: otherTemplate('again'), quality: 20 } as const
      await of().templates.keep([{ ...again, id: first!.id }, { ...again, id: 'gone' }, { ...again, of: 'shot', id: 'gone' }, { ...again, of: 'refusal', id: '99' }]) // prettier-ignore
      expect((await of().references({ personId: anna.id, space: OTHER })).map(({ quality }) => quality)).toEqual([20, 10])
      // The first template of a photo is never replaced.
      await of().templates.keep([{ of: 'reference', id: first!.id, template: shotOf('x').template, quality: 1 }])
      expect((await of().references({ personId: anna.id }))[0]!.quality).toBe(50)
    })

    test('go with their photos and people, and along with those that move', async () => {
      const anna = await of().enrol('Anna', referencesOf('a', 3))
      const bert = await of().enrol('Bert', referencesOf('b', 2))
      await embedAll(of())
      const owners = async () => (await referencesIn(of(), OTHER)).map(({ personId }) => personId)
      const [one, two] = await of().references({ personId: anna.id })
      await of().deleteReference(one!.id)
      await of().moveReferences([two!.id], { personId: bert.id })
      expect(await owners()).toEqual([anna.id, bert.id, bert.id, bert.id])
      await of().deletePersonLater(anna.id, atMinute(0))
      expect(await owners()).toEqual([bert.id, bert.id, bert.id])
      await of().restorePerson(anna.id)
      expect(await owners()).toHaveLength(4)
      await of().merge(anna.id, bert.id)
      expect(await owners()).toEqual(Array.from({ length: 4 }, () => bert.id))
      await of().deletePerson(bert.id)
      expect(await owners()).toEqual([])
    })

    test('that are missing are told by person', async () => {
      const anna = await of().enrol('Zoë', referencesOf('a', 3))
      const bert = await of().enrol('Bert', referencesOf('b', 2))
      await of().enrol('Carl', [reference('c', { space: OTHER })])
      const [first] = await of().templates.toEmbed('reference', OTHER, ALL)
      await of().templates.keep([{ of: 'reference', id: first!.id, template: otherTemplate('x'), quality: 5 }])
      expect(await of().templates.gaps(OTHER)).toEqual([
        { personId: bert.id, name: 'Bert', photos: 2, remaining: 0 },
        { personId: anna.id, name: 'Zoë', photos: 2, remaining: 1 },
      ])
    })

    test('refuse what was refused in the first one, as long as its picture was kept', async () => {
      const anna = await of().enrol('Anna', [reference('a', { space: OTHER })])
      for (const id of ['kept', 'lost']) {
        await of().events.save(faceEvent(id, anna), shotOf(id))
        await of().events.correct(id, not(anna), shotOf(id))
      }
      await of().events.save({ ...faceEvent('lost', anna), endedAt: atMinute(-9) })
      await of().events.expire({ events: atMinute(-99), shots: atMinute(-1) })
      expect(await missing()).toEqual({ references: 0, refusals: 2, lost: 1 })
      expect((await of().templates.toEmbed('refusal', OTHER, ALL)).map(({ crop }) => crop)).toEqual([shotOf('kept').crop])
      await embedAll(of())
      expect(await of().events.refusals(OTHER)).toMatchObject([{ personId: anna.id, template: { space: OTHER } }])
      expect(await of().events.refusals(SPACE)).toHaveLength(2)
      expect(await missing()).toEqual({ references: 0, refusals: 1, lost: 1 })
      await of().events.undoCorrection('kept')
      expect(await of().events.refusals(OTHER)).toEqual([])
      expect(await of().events.refusals(SPACE)).toHaveLength(1)
    })

    test('of a photo that a correction made go with the correction, and merging drops what contradicts it in both', async () => {
      const [anna, bert] = [await of().enrol('Anna', [reference('a')]), await of().enrol('Bert', [reference('b')])]
      await of().events.save(faceEvent('1', bert), shotOf('x'))
      await of().events.correct('1', { ...not(anna), kind: 'is' }, shotOf('x'))
      await embedAll(of())
      expect(await of().events.refusals(OTHER)).toMatchObject([{ personId: bert.id }])
      expect(await referencesIn(of(), OTHER)).toHaveLength(3)
      await of().merge(bert.id, anna.id)
      expect(await of().events.refusals(OTHER)).toEqual([])
      await of().events.undoCorrection('1')
      expect(await referencesIn(of(), OTHER)).toHaveLength(2)
    })

    test('of an event’s picture come when asked for, and go with the picture', async () => {
      await of().events.save(faceEvent('1'), shotOf('x'))
      await of().templates.keep([{ of: 'shot', id: '1', template: otherTemplate('x'), quality: 33 }])
      expect(await of().events.shot('1')).toEqual(shotOf('x'))
      expect(await of().events.shot('1', OTHER)).toEqual({ template: otherTemplate('x'), quality: 33, crop: shotOf('x').crop })
      await of().events.save(faceEvent('1'), shotOf('better'))
      expect(await other().events.shot('1', OTHER)).toEqual(shotOf('better'))
      await of().events.delete('1')
      expect(await of().events.shot('1', OTHER)).toBeUndefined()
    })
  })
}
