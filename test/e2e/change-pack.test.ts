// Going over to another pack and back with people registered, and replaying; the other pack has the same files and reads colours the other way round.

import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReplayedClip } from '../../src/app/replay-clip.ts'
import type { RecognitionLine } from '../../src/index.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { writeFacePhoto } from './faces.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from './place.ts'
import { rostro } from './rostro.ts'

const here = await facesAreHere()
const { embedder } = mobile.networks

describe.skipIf(!here)('another pack', { timeout: 120_000 }, () => {
  let place: Place
  const run = (...args: string[]) => rostro(place, args)
  const whoIsOn = async (photo: string, ...more: string[]) => {
    const { stdout } = await run('recognize', '--source', photo, '--json', ...more)
    return stdout
      .trim()
      .split('\n')
      .filter(line => line !== '')
      .map(line => (JSON.parse(line) as RecognitionLine).name)
  }

  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    for (const face of ['ada', 'bruno'] as const) {
      await mkdir(place.file(`people/${face}`), { recursive: true })
      for (const variant of ['plain', 'mirrored'] as const)
        await writeFacePhoto(place.file(`people/${face}/${variant}.jpg`), face, variant)
    }
    await writeFacePhoto(place.file('ada.jpg'), 'adaElsewhere')
    expect((await run('import', 'people')).code).toBe(0)
    const folder = place.file('other pack')
    await mkdir(folder)
    for (const { name } of mobile.files) await copyFile(join(place.home, 'models/mobile', name), join(folder, name))
    const other = {
      ...mobile,
      name: 'swapped',
      networks: { ...mobile.networks, embedder: { ...embedder, channels: 'rgb' } },
      files: mobile.files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
      sources: {},
    }
    await writeFile(join(folder, 'rostro-pack.json'), JSON.stringify(other))
    const added = await run('models', 'add', folder)
    expect(added).toMatchObject({ code: 0, stderr: '' })
  }, 120_000)
  afterAll(() => place.remove())

  test('templates of two packs are never compared: with the other one nobody is known', async () => {
    expect(await whoIsOn('ada.jpg')).toEqual(['ada'])
    expect(await whoIsOn('ada.jpg', '--pack', 'swapped')).toEqual([null])
  })

  test('preparing embeds everybody and switches nothing; the second time there is nothing left to embed', async () => {
    const prepared = await run('models', 'use', 'swapped', '--prepare')
    expect(prepared.code).toBe(0)
    expect(prepared.stdout).toContain('4 faces embedded with swapped.')
    expect(prepared.stdout).toContain('mobile stays in use')
    const again = await run('models', 'use', 'swapped', '--prepare')
    expect(again.stdout).not.toContain('embedded with')
    expect(await whoIsOn('ada.jpg', '--pack', 'swapped')).toEqual(['ada'])
  })

  test('without a question nobody answered nothing is switched; with --yes it is, and back again', async () => {
    const asked = await run('models', 'use', 'swapped')
    expect(asked.stdout).toContain('rostro models use swapped --yes')
    const switched = await run('models', 'use', 'swapped', '--yes')
    expect(switched.stdout).toContain('swapped is in use from now on.')
    expect(await whoIsOn('ada.jpg')).toEqual(['ada'])
    const back = await run('models', 'back', '--yes')
    expect(back.stdout).toContain('mobile is in use from now on.')
    expect(await whoIsOn('ada.jpg')).toEqual(['ada'])
  })

  test('a replay without events says so, and shows both operating points', async () => {
    const { code, stdout } = await run('replay', '--wrong-names', '1/100000')
    expect(code).toBe(0)
    expect(stdout).toContain('THRESHOLD')
    expect(stdout).toContain('0 of 0 past decisions stay, 0 change.')
    const json = JSON.parse((await run('replay', '--threshold', '0.9', '--json')).stdout) as Record<string, { threshold: number }>
    expect([json['after']!.threshold, json['before']!.threshold < 0.9]).toEqual([0.9, true])
  })

  test('a replay of a photo or clip tells whom other settings would call otherwise; a camera it refuses', async () => {
    expect(await run('replay', '--source', 'ada.jpg', '--wrong-names', '1%')).toMatchObject({ code: 0 })
    const { code, stdout } = await run('replay', '--source', 'ada.jpg', '--threshold', '1', '--json')
    expect(code).toBe(0)
    const { faces } = JSON.parse(stdout) as ReplayedClip
    expect(faces.map(({ before, after }) => [before?.name, after?.outcome])).toEqual([['ada', 'unknown']])
    const live = await run('replay', '--source', 'rtsp://127.0.0.1:1/x', '--rule', 'vote')
    expect([live.code, live.stderr]).toEqual([2, expect.stringContaining('name a clip')])
  })
})
