// Photos that are broken, huge or no photos at all, through the command line: one clear answer each.

import { existsSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { facesAreHere, makePlaceWithPack } from '../e2e/place.ts'
import { rostro } from '../e2e/rostro.ts'

const here = await facesAreHere()
const BAD = new URL('../../../shared/data/photos/bad/', import.meta.url).pathname
const badIsHere = existsSync(BAD)
if (!badIsHere) console.log(`skipped: tests on broken photos, because ${BAD} is not there`)

const REFUSED = {
  'corrupted.png': 'cannot be read: this PNG file is cut off or damaged.',
  'einstein.ico': 'is ICO: use JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP.',
  'empty.png': 'cannot be read: this is not a picture.',
  'truncated.jpg': 'cannot be read: this JPEG file is cut off or damaged.',
}
const READABLE = ['bmp', 'gif', 'jpeg', 'png', 'tiff', 'webp'].map(ending => `einstein.${ending}`)

describe.skipIf(!here)('bad photos', { timeout: 120_000 }, () => {
  test.skipIf(!badIsHere)('are refused one by one when registering; what can be read is one face in every format', async () => {
    const place = await makePlaceWithPack()
    const { code, stdout, stderr } = await rostro(place, ['register', '-n', 'Albert', '--photos', BAD])
    // What does not have a photo's name is no photo of the folder.
    for (const [name, sentence] of Object.entries(REFUSED).filter(([name]) => !name.endsWith('.ico')))
      expect(stderr).toContain(`  refused  ${BAD}${name} ${sentence}\n`)
    expect(stderr).toMatch(/^ {2}kept {5}einstein\.bmp {2}\(quality \d+\)$/m)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Registered Albert with 1 photo.\n' })

    const folder = await rostro(place, ['recognize', '--source', BAD])
    expect(folder.code).toBe(0)
    expect(
      folder.stdout
        .trim()
        .split('\n')
        .map(line => line.split(/ {2}/).filter((_, i) => i !== 1 && i !== 3)),
    ).toEqual(READABLE.map(name => [name, 'Albert']))
    for (const name of ['corrupted.png', 'empty.png', 'truncated.jpg'])
      expect(folder.stderr).toContain(`Skipped: ${BAD}${name} cannot be read`)
  })

  test.skipIf(!badIsHere).each(Object.entries(REFUSED))('%s alone is refused with exit 3', async (name, sentence) => {
    const { code, stdout, stderr } = await rostro(await makePlaceWithPack(), ['recognize', '--source', `${BAD}${name}`])
    expect(stderr).toContain(`Error ${BAD}${name} ${sentence}`)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  })

  test('a small file of 196 megapixels is refused, by register and by recognize', async () => {
    const place = await makePlaceWithPack()
    const black = { width: 14_000, height: 14_000, channels: 3, background: 'black' } as const
    await sharp({ create: black, limitInputPixels: false }).png().toFile(place.file('bomb.png'))
    const sentence = /bomb\.png .*14000/
    const registered = await rostro(place, ['register', '-n', 'Bomb', '--photos', 'bomb.png'])
    expect(registered.stderr).toMatch(sentence)
    expect(registered.code).toBe(3)
    const recognized = await rostro(place, ['recognize', '--source', 'bomb.png'])
    expect(recognized.stderr).toMatch(sentence)
    expect(recognized.stderr).toContain('[image_too_large]')
    expect(recognized.code).toBe(3)
  })
})
