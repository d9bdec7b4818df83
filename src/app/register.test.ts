import { expect, test } from 'vitest'
import { fakeNetworks, paint, type PaintedFace } from '../../test/fakes/scene.ts'
import { fakeStore } from '../../test/fakes/store.ts'
import { SPACE } from '../../test/fixtures/templates.ts'
import { RostroError } from '../core/errors.ts'
import type { Image } from '../core/types.ts'
import { mobile } from '../models/packs/declared/mobile.ts'
import { openLiveGallery } from './live-gallery.ts'
import type { Rostro } from './open-rostro.ts'
import {
  knownUnderAnotherName,
  looksUnlikeNamesake,
  startEnrolment,
  storeEnrolment,
  tryPhotos,
  type PhotoToTry,
} from './register.ts'

async function rostroOf() {
  const store = fakeStore()
  const gallery = await openLiveGallery(store, mobile, SPACE, () => {})
  gallery.close()
  return { store, gallery, rostro: { store, gallery, pack: mobile, networks: fakeNetworks() } as unknown as Rostro }
}
const ANNA: PaintedFace = { who: 0, x: 40, y: 60 }
const BERT: PaintedFace = { who: 1, x: 40, y: 60 }
const photo = (name: string, read: () => Image): PhotoToTry => ({ name, read: () => Promise.resolve().then(read) })
const unreadable = photo('bad.jpg', () => {
  throw new RostroError('image_unreadable', 'broken')
})

async function enrolmentOf(rostro: Rostro, ...faces: PaintedFace[]) {
  const enrolment = startEnrolment(rostro)
  for (const face of faces) await enrolment.take(paint([face]), 'test')
  return enrolment
}

test('who is registered is in the gallery at once, and further photos go to the same person', async () => {
  const { rostro, gallery } = await rostroOf()
  const first = await storeEnrolment(rostro, 'Anna', await enrolmentOf(rostro, ANNA))
  expect(first).toMatchObject({ isNew: true, photos: 1, person: { name: 'Anna' } })
  expect(gallery.size).toBe(1)
  const more = await storeEnrolment(rostro, 'anna', await enrolmentOf(rostro, ANNA))
  expect(more).toMatchObject({ isNew: false, person: { id: first.person.id } })
  expect(gallery.size).toBe(1)
})

test('without one good photo nothing is stored', async () => {
  const { rostro, store } = await rostroOf()
  await expect(storeEnrolment(rostro, 'Anna', await enrolmentOf(rostro))).rejects.toMatchObject({ code: 'nothing_enrolled' })
  expect(await store.people()).toEqual([])
})

test('a person known under another name is noticed, under their own name not', async () => {
  const { rostro } = await rostroOf()
  await storeEnrolment(rostro, 'Anna', await enrolmentOf(rostro, ANNA))
  expect(await knownUnderAnotherName(rostro, 'Annika', await enrolmentOf(rostro, ANNA))).toMatchObject({ name: 'Anna' })
  expect(await knownUnderAnotherName(rostro, 'Anna', await enrolmentOf(rostro, ANNA))).toBeUndefined()
  expect(await knownUnderAnotherName(rostro, 'Bert', await enrolmentOf(rostro, BERT))).toBeUndefined()
})

test('photos that are unlike the person of that name are noticed', async () => {
  const { rostro } = await rostroOf()
  await storeEnrolment(rostro, 'Anna', await enrolmentOf(rostro, ANNA))
  expect(await looksUnlikeNamesake(rostro, 'Anna', await enrolmentOf(rostro, BERT))).toBeCloseTo(0, 3)
  expect(await looksUnlikeNamesake(rostro, 'Anna', await enrolmentOf(rostro, ANNA))).toBeUndefined()
  expect(await looksUnlikeNamesake(rostro, 'Bert', await enrolmentOf(rostro, BERT))).toBeUndefined()
})

test('a photo that cannot be read is told and does not keep the next from being kept', async () => {
  const { rostro } = await rostroOf()
  const verdicts = []
  for await (const verdict of tryPhotos(startEnrolment(rostro), [unreadable, photo('a.jpg', () => paint([ANNA]))]))
    verdicts.push(verdict)
  expect(verdicts).toMatchObject([
    { photo: 'bad.jpg', verdict: { kept: false, error: { code: 'image_unreadable' } } },
    { photo: 'a.jpg', verdict: { kept: true } },
  ])
})

test('an error that is not the photo’s stops everything', async () => {
  const { rostro } = await rostroOf()
  const bug = photo('a.jpg', () => {
    throw new TypeError('bug')
  })
  await expect(tryPhotos(startEnrolment(rostro), [bug]).next()).rejects.toThrow('bug')
})
