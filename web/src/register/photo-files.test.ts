import { expect, test } from 'vitest'
import { readied } from './photo-files.ts'

const file = (name: string, type: string, bytes = 10) => new File([new Uint8Array(bytes)], name, { type })

test('photos go as they are', async () => {
  const photo = file('ana.jpg', 'image/jpeg')
  expect(await readied(photo)).toEqual({ picture: photo })
  expect(await readied(file('ana.webp', ''))).toHaveProperty('picture')
})

test('what is no photo, or too large, is said before anything is sent', async () => {
  expect(await readied(file('list.pdf', 'application/pdf'))).toEqual({ problem: 'notPhoto' })
  expect(await readied(file('big.png', 'image/png', 20 * 1024 * 1024 + 1))).toEqual({ problem: 'tooLarge' })
})
