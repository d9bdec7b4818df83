// `rostro register` from photos, and `rostro people` with whom it registered.

import { copyFile, readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { samplePhotoOf, writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, makePlace, makePlaceWithPack, openPlace, type Place } from './place.ts'
import { rostro } from './rostro.ts'

const here = await facesAreHere()

describe.skipIf(!here)('register --photos', { timeout: 120_000 }, () => {
  let shared: Place
  const run = (...args: string[]) => rostro(shared, args)

  beforeAll(async () => {
    shared = await openPlace()
    await addMobilePack(shared)
    await writeFacePhoto(shared.file('ada.jpg'), 'ada')
    await writeFacePhoto(shared.file('ada-2.jpg'), 'ada', 'mirrored')
    await writeFacePhoto(shared.file('ada-elsewhere.jpg'), 'adaElsewhere')
    await writeFacePhoto(shared.file('bruno.jpg'), 'bruno')
    await copyFile(samplePhotoOf('ada'), shared.file('group.jpg'))
    // The table top in the corner of a sample photo.
    await writeFacePhoto(shared.file('nobody.jpg'), 'nobody')
  }, 60_000)
  afterAll(() => shared.remove())

  test('keeps good photos, says why others are refused, and nobody is lost by one bad photo', async () => {
    const photos = ['ada.jpg', 'ada-2.jpg', 'group.jpg', 'nobody.jpg', 'missing.jpg', 'bruno.jpg', 'ada.jpg']
    const { code, stdout, stderr } = await run('register', '-n', 'Ada', '--photos', ...photos)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ {2}kept {5}ada\.jpg {2}\(quality \d+\)$/),
      expect.stringMatching(/^ {2}kept {5}ada-2\.jpg {2}\(quality \d+, most like another at 0\.\d\d\)$/),
      '  refused  group.jpg  it shows several faces: give one of this person alone, or cut it out',
      '  refused  nobody.jpg  no face is found in it',
      '  refused  Cannot open the photo missing.jpg: check that it exists and may be read.',
      '  refused  bruno.jpg  it does not look like the person of the photos before',
      '  refused  ada.jpg  it is all but the same as a photo before and adds nothing',
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Registered Ada with 2 photos.\n' })
    // Registered once more under the same name, photos are added; the name's case does not matter.
    expect(await run('register', '-n', 'ADA', '--photos', 'ada-elsewhere.jpg')).toMatchObject({
      code: 0,
      stdout: 'Added 1 photo to Ada.\n',
    })
    const [ada] = JSON.parse((await run('people', 'list', '--json')).stdout) as [{ name: string; references: number }]
    expect(ada).toMatchObject({ name: 'Ada', references: 3 })
  })

  test('nothing good enough stores nobody', async () => {
    const place = await makePlaceWithPack()
    await writeFacePhoto(place.file('nobody.jpg'), 'nobody')
    const { code, stderr } = await rostro(place, ['register', '-n', 'Nobody', '--photos', 'nobody.jpg'])
    expect(code).toBe(3)
    expect(stderr).toContain('Error No photo of "Nobody" was good enough, so nothing was stored. [nothing_enrolled]')
    expect((await rostro(place, ['people'])).stdout).toBe('Nobody is registered yet. Start with: rostro register -n NAME\n')
  })

  test('the same person under another name, or another person under the same, is not stored without being asked', async () => {
    const place = await makePlaceWithPack()
    const register = (name: string, photo: string, ...more: string[]) =>
      rostro(place, ['register', '-n', name, '--photos', shared.file(photo), ...more])
    expect((await register('Ada', 'ada.jpg')).code).toBe(0)
    const again = await register('Eva', 'ada-elsewhere.jpg')
    expect(again).toMatchObject({ code: 3, stdout: '' })
    expect(again.stderr).toMatch(
      /Error This person looks like Ada, who is registered already \(similarity 0\.\d\d\)\. Nothing was stored; .* --yes\. \[already_enrolled\]/,
    )
    const other = await register('Ada', 'bruno.jpg')
    expect(other.code).toBe(3)
    expect(other.stderr).toContain('These photos do not look like the Ada who is registered already')
    expect(JSON.parse((await rostro(place, ['people', '--json'])).stdout)).toMatchObject([{ name: 'Ada', references: 1 }])
    expect(await register('Eva', 'ada-elsewhere.jpg', '--yes')).toMatchObject({
      code: 0,
      stdout: 'Registered Eva with 1 photo.\n',
    })
  })

  test('people are shown, renamed, merged and deleted', async () => {
    const place = await makePlaceWithPack()
    const on = async (...args: string[]) => rostro(place, ['people', ...args])
    for (const [name, photo] of [
      ['Bruno', 'bruno.jpg'],
      ['Ada', 'ada.jpg'],
      ['Eva', 'ada-elsewhere.jpg'],
    ] as const)
      await rostro(place, ['register', '-y', '-n', name, '--photos', shared.file(photo)])
    expect((await on('list')).stdout).toMatch(
      /^NAME +PHOTOS +QUALITY +SINCE +ID\nAda +1 +\d+ +\d{4}-\d\d-\d\d +\S{36}\nBruno +1 /,
    )
    expect((await on('rename', 'bruno', 'Bruno Díaz')).stdout).toBe('Bruno is now called Bruno Díaz.\n')
    expect(await on('rename', 'Ada', 'Bruno Díaz')).toMatchObject({ code: 3 })
    expect((await on('merge', 'Eva', 'Ada')).stdout).toBe('Eva is now part of Ada.\n')
    expect(await on('merge', 'Ada', 'ada')).toMatchObject({ code: 2 })
    expect((await on('show', 'Ada')).stdout).toContain('ada-elsewhere.jpg')
    const shown = JSON.parse((await on('show', 'Ada', '--json')).stdout) as { id: string; name: string; photos: object[] }
    expect(shown).toMatchObject({ name: 'Ada', photos: [{ source: 'ada.jpg' }, { source: 'ada-elsewhere.jpg' }] })
    expect(await on('delete', shown.id, 'Nobody')).toMatchObject({ code: 3 })
    expect((await on('delete', shown.id, 'Ada', 'Bruno Díaz')).stdout).toBe('Deleted 2 people: Ada, Bruno Díaz.\n')
    expect(JSON.parse((await on('--json')).stdout)).toEqual([])
  })

  test('nothing of names or faces is left outside the data folder', async () => {
    const place = await makePlace()
    await addMobilePack(place)
    const photo = shared.file('bruno.jpg')
    expect((await rostro(place, ['register', '-n', 'Bruno', '--photos', photo])).code).toBe(0)
    expect((await rostro(place, ['recognize', '--source', photo])).stdout).toContain('Bruno')
    expect(await place.strays()).toEqual([])
    expect((await readdir(place.home)).sort()).toEqual(['models', 'rostro.db'])
  })
})
