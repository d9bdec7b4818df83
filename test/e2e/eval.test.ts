// `rostro eval` on photos of a folder and on a list: tables, files, stopping and going on, and what is refused.

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EvaluationJson } from '../../src/evaluation/report/evaluation.ts'
import { writeFacePhoto, type Face } from './faces.ts'
import { addMobilePack, facesAreHere, openPlace, type Place } from './place.ts'
import { rostro, startRostro } from './rostro.ts'

const here = await facesAreHere()
const PEOPLE: readonly Face[] = ['ada', 'bruno', 'clara', 'farid', 'gina']

describe.skipIf(!here)('eval', { timeout: 120_000 }, () => {
  let place: Place
  const run = (...args: string[]) => rostro(place, ['eval', ...args, '--device', 'cpu'])
  const json = async (name: string) => EvaluationJson.parse(JSON.parse(await readFile(place.file(name), 'utf8')))

  beforeAll(async () => {
    place = await openPlace()
    await addMobilePack(place)
    for (const person of PEOPLE) {
      await mkdir(place.file(`people/${person}`), { recursive: true })
      for (const variant of ['plain', 'mirrored', 'turned'] as const)
        await writeFacePhoto(place.file(`people/${person}/${variant}.jpg`), person, variant)
    }
    await writeFile(place.file('people/<b>.txt'), 'no photo')
  }, 60_000)
  afterAll(() => place.remove())

  test('stopped with Ctrl-C it keeps what it saw, goes on from there, and a third time sees nothing anew', async () => {
    const stopped = await startRostro(place, ['eval', 'folder', 'people', '--device', 'cpu'])
    await stopped.shows('Pack mobile on cpu.')
    stopped.signal('SIGINT')
    expect(await stopped.ended).toMatchObject({ code: 130, stdout: '', stderr: expect.stringMatching(/Stopped\. What was seen of \d+ photos? is kept: the same command goes on from there\./) as string }) // prettier-ignore

    const whole = await run('folder', 'people', '--json', 'folder.json', '--html', 'folder.html')
    expect(whole.code).toBe(0)
    expect(whole.stdout).toContain('100 % (47.8 to 100) of 15 photos are most like their own person')
    const again = await run('folder', 'people')
    expect(again.stderr).toContain('15 photos known from before, 0 looked at anew.')
    expect(again.stdout).toBe(whole.stdout)
  })

  test('the JSON is of its schema, with the pack, the device and what was measured', async () => {
    const { figures, ...rest } = await json('folder.json')
    expect(rest).toMatchObject({ kind: 'folder', pack: 'mobile', device: 'cpu', on: { people: 5, photos: 15 } })
    expect(figures.map(f => [f.metric, f.value, f.n])).toEqual([
      ['rank-1 rate', 1, 15],
      ['right names', 1, 15],
      ['wrong names', 0, 15],
      ['FPIR', 0, 15],
      ['FTA', 0, 15],
    ])
  })

  test('the report is one file for its owner only, without script', async () => {
    const html = await readFile(place.file('folder.html'), 'utf8')
    expect((await stat(place.file('folder.html'))).mode & 0o777).toBe(0o600)
    expect(html).not.toMatch(/<script|https?:/)
    expect(html).toContain('<svg')
  })

  test('a list of pairs is measured, with faces in the report unless they are not wanted', async () => {
    const pairs = PEOPLE.flatMap((person, i) => [
      [`${person}/plain.jpg`, `${person}/mirrored.jpg`, '1'],
      [`${person}/plain.jpg`, `${PEOPLE[(i + 1) % PEOPLE.length]!}/plain.jpg`, '0'],
    ])
    await writeFile(place.file('pairs.tsv'), pairs.map(pair => pair.join('\t')).join('\n'))
    const args = ['verification', '--pairs', 'pairs.tsv', '--images', 'people', '--all-pairs', '--folds', '5']
    const { code, stdout } = await run(...args, '--json', 'pairs.json', '--html', 'pairs.html')
    expect(code).toBe(0)
    expect(stdout).toContain('Accuracy 100 % (69.2 to 100): 10 pairs in 5 folds.')
    expect((await json('pairs.json')).figures.find(f => f.metric === 'accuracy')).toMatchObject({ value: 1, n: 10 })
    const html = await readFile(place.file('pairs.html'), 'utf8')
    expect(html).toContain('This file contains faces.')
    expect(html.match(/<img alt="" src="data:image\/jpeg;base64,/g)!.length).toBeGreaterThan(10)
    await run(...args, '--html', 'bare.html', '--no-pictures')
    expect(await readFile(place.file('bare.html'), 'utf8')).not.toMatch(/<img|contains faces/)
  })

  test('a list of people and strangers is measured', async () => {
    const list = [
      ...['ada', 'bruno', 'clara'].flatMap(p => [['reference', p, 'plain'], ['probe', p, 'mirrored'], ['probe', p, 'turned']]), // prettier-ignore
      ...['farid', 'gina'].map(p => ['stranger', p, 'plain']),
    ]
    const lines = list.map(([role, person, photo]) => `${role!}\t${person!}\tpeople/${person!}/${photo!}.jpg`)
    await writeFile(place.file('people.tsv'), lines.join('\n'))
    const { code, stdout } = await run(
      'identification',
      '--list',
      'people.tsv',
      '--sizes',
      '2,3',
      '--track',
      '2',
      '--json',
      'people.json',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('Names missed, tracks of 2 photos')
    const { figures } = await json('people.json')
    expect(figures.find(f => f.metric === 'rank-1 rate' && f.settings['people'] === 3)).toMatchObject({ value: 1, n: 6 })
  })

  test.each([
    [['verification', '--pairs', 'gone.tsv'], 3, '[file_not_found]'],
    [['verification', '--pairs', 'folder.json'], 2, '[usage_invalid]'],
    [['identification', '--list', 'pairs.tsv'], 2, '[usage_invalid]'],
    [['folder', 'gone'], 3, '[file_not_found]'],
    [['folder', 'people', '--json', 'no/such/folder.json'], 3, '[file_not_writable]'],
    [['folder', 'people', '--html', 'people'], 3, '[file_not_writable]'],
    [['identification', '--list', 'people.tsv', '--sizes', 'many'], 2, 'whole numbers'],
  ])('%j is refused', async (args, code, said) => {
    const ended = await run(...args)
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toContain(said)
  })
})
