import { expect, test } from 'vitest'
import { fakeNetworks, paint, type PaintedFace } from '../../test/fakes/scene.ts'
import { galleryOf } from '../../test/fixtures/templates.ts'
import { Enrolment } from './enrolment.ts'

const enrolment = (people = 0) =>
  new Enrolment({
    networks: fakeNetworks(),
    gallery: galleryOf(people),
    threshold: 0.45,
    encodeCrop: ({ width, height }) => Promise.resolve(Buffer.from(`${width}×${height}`)),
  })
const ME: PaintedFace = { who: 5, x: 60, y: 70 }

test('a good photo is kept with template, quality, where it came from and a crop twice the face', async () => {
  const mine = enrolment()
  expect(await mine.take(paint([ME]), 'me.jpg')).toEqual({ kept: true, quality: 100, nearestPhoto: undefined })
  expect(mine.references).toMatchObject([{ quality: 100, source: 'me.jpg', crop: Buffer.from('160×160') }])
})

test('a stored crop is at most 256 px a side, however large the face', async () => {
  const mine = enrolment()
  await mine.take(paint([{ ...ME, x: 100, y: 10, side: 200 }]), 'close.jpg')
  expect(mine.references[0]!.crop).toEqual(Buffer.from('256×256'))
})

test.each([
  ['no_face', []],
  ['no_face', [{ ...ME, falseAlarm: true }]],
  ['several_faces', [ME, { who: 6, x: 300, y: 70 }]],
  ['too_small', [{ ...ME, side: 16 }]],
])('a photo is refused for %s', async (reason, faces: PaintedFace[]) => {
  const mine = enrolment()
  expect(await mine.take(paint(faces), 'photo.jpg')).toMatchObject({ kept: false, reason })
  expect(mine.references).toEqual([])
})

test('a passer-by far behind does not spoil a photo', async () => {
  expect(
    await enrolment().take(
      paint([
        { ...ME, side: 120 },
        { who: 6, x: 300, y: 70, side: 14 },
      ]),
      'street.jpg',
    ),
  ).toMatchObject({ kept: true })
})

test('somebody else, and the same photo again, are refused', async () => {
  const mine = enrolment()
  await mine.take(paint([ME]), '1.jpg')
  expect(await mine.take(paint([{ ...ME, who: 7 }]), '2.jpg')).toMatchObject({ kept: false, reason: 'someone_else' })
  expect(await mine.take(paint([ME]), '3.jpg')).toMatchObject({ kept: false, reason: 'same_photo' })
  expect(mine.references).toHaveLength(1)
})

test('looking keeps nothing', async () => {
  const mine = enrolment()
  expect((await mine.look(paint([ME]))).face).toBeDefined()
  expect(mine.references).toEqual([])
})

test('a person registered under another name is noticed, a new one is not', async () => {
  const [again, fresh] = [enrolment(3), enrolment(3)]
  await again.take(paint([{ ...ME, who: 1 }]), 'b.jpg')
  await fresh.take(paint([ME]), 'me.jpg')
  expect(await again.alreadyKnownAs()).toMatchObject({ personId: 'b', name: 'B' })
  expect(await fresh.alreadyKnownAs()).toBeUndefined()
  expect(await enrolment(3).alreadyKnownAs()).toBeUndefined()
})
