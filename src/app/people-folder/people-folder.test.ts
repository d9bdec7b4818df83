import { appendFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.ts'
import { reference, SPACE } from '../../../test/contracts/store-fixtures.ts'
import type { Store } from '../../core/ports.ts'
import type { EmbeddingSpace } from '../../core/types.ts'
import { openSqliteStore } from '../../stores/sqlite.ts'
import { exportPeople, type ExportOptions } from './export-people.ts'
import { importPeople, type ImportedPerson, type ImportOptions } from './import-people.ts'
import { openPeopleFolder } from './read-folder.ts'

const OTHER = 'other-space@1' as EmbeddingSpace
const CONSENT = { text: 'yes', givenAt: new Date('2026-01-02T03:04:05.678Z'), takenBy: 'desk' }

async function stores() {
  const folder = await temporaryFolder()
  const [from, to] = [await openSqliteStore(join(folder, 'from.db')), await openSqliteStore(join(folder, 'to.db'))]
  return { from, to, out: join(folder, 'out'), close: () => Promise.all([from.close(), to.close()]) }
}

async function leave(store: Store, folder: string, options: Partial<ExportOptions> = {}) {
  const people = await store.people()
  return exportPeople({
    ...{ store, folder, people, withPhotos: true, withTemplates: true, rostro: 'test', spaces: {} },
    ...options,
  })
}

async function come(store: Store, folder: string, options: Partial<ImportOptions> = {}): Promise<ImportedPerson[]> {
  const embed = (picture: Uint8Array) => Promise.resolve({ template: reference(`seen ${picture.length}`).template, quality: 40 })
  const all = importPeople(await openPeopleFolder(folder), {
    ...{ store, space: SPACE, dimensions: 128, onConflict: 'skip', embedAgain: false, dryRun: false },
    ...{ embed, toCrop: (picture: Uint8Array) => Promise.resolve(new Uint8Array(picture)) },
    ...options,
  })
  const imported: ImportedPerson[] = []
  for await (const one of all) imported.push(one)
  return imported
}

const kept = async (store: Store) =>
  Promise.all(
    (await store.people()).map(async ({ id, name }) => ({
      name,
      consent: await store.consent(id),
      photos: (await store.references({ personId: id })).map(photo => ({ ...photo, id: '', personId: '' })),
    })),
  )

test('people come out of another store as they went in: templates, photos, dates and consent', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a'), reference('b', { quality: 37.5 })], CONSENT)
  await from.enrol('../../Zoë "x"', [{ ...reference('c'), createdAt: new Date(1000) }])
  expect(await leave(from, out)).toEqual({ people: 2, photos: 3 })
  expect((await come(to, out)).map(({ outcome, photos, embedded }) => [outcome, photos, embedded])).toEqual([
    ['added', 1, 0],
    ['added', 2, 0],
  ])
  expect(await kept(to)).toEqual(await kept(from))
  await close()
})

test('what is exported can be read by its owner alone, and no name is a path', async () => {
  const { from, out, close } = await stores()
  await from.enrol('Anna', [reference('a')])
  await leave(from, out)
  const files = await readdir(out, { recursive: true })
  expect(files.sort()).toEqual(['people.jsonl', 'photos', 'photos/000001', 'photos/000001/1.jpg'])
  const modes = await Promise.all(['.', ...files].map(async file => (await stat(join(out, file))).mode & 0o077))
  expect(modes.every(mode => mode === 0)).toBe(true)
  await close()
})

test('nothing is written into a folder that holds something, and nothing stays of an export that was stopped', async () => {
  const { from, out, close } = await stores()
  await from.enrol('Anna', [reference('a')])
  await mkdir(out)
  await writeFile(join(out, 'mine'), '')
  await expect(leave(from, out)).rejects.toMatchObject({ code: 'file_not_writable' })
  await rm(out, { recursive: true })
  await expect(leave(from, out, { signal: AbortSignal.abort() })).rejects.toThrow('abort')
  expect(await readdir(join(out, '..'))).not.toContainEqual(expect.stringMatching(/^out/))
  await close()
})

test('without photos the templates come alone; without templates they are made of the photos', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a')])
  await leave(from, out, { withPhotos: false })
  expect(await come(to, out)).toMatchObject([{ outcome: 'added', embedded: 0 }])
  expect((await kept(to))[0]!.photos).toEqual([{ ...(await kept(from))[0]!.photos[0]!, crop: new Uint8Array(0) }])
  await leave(from, `${out}2`, { withTemplates: false })
  expect(await come(to, `${out}2`, { onConflict: 'rename' })).toMatchObject([{ outcome: 'renamed', as: 'Anna (2)', embedded: 1 }])
  await close()
})

test('templates of other networks, or of a wrong length, are never believed', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a', { space: OTHER })])
  await from.enrol('Bert', [reference('b', { length: 64 })])
  await leave(from, out)
  expect(await come(to, out)).toMatchObject([
    { name: 'Anna', embedded: 1 },
    { name: 'Bert', embedded: 1 },
  ])
  await leave(from, `${out}2`, { withPhotos: false })
  expect(await come(to, `${out}2`, { onConflict: 'rename' })).toMatchObject([
    { outcome: 'refused', problems: ['photo 1: it has no photo, and no template for these models'] },
    { outcome: 'refused' },
  ])
  await close()
})

test('where a name is taken the newcomer is left out, is the same person, or gets a number', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a'), reference('b')])
  await to.enrol('ANNA', [reference('a')])
  await leave(from, out)
  expect(await come(to, out)).toMatchObject([{ outcome: 'skipped' }])
  expect(await come(to, out, { onConflict: 'merge', dryRun: true })).toMatchObject([{ outcome: 'merged', photos: 1 }])
  expect(await to.people()).toMatchObject([{ references: 1 }])
  // The photo that is there already does not count twice.
  for (const photos of [1, 0]) expect(await come(to, out, { onConflict: 'merge' })).toMatchObject([{ as: 'ANNA', photos }])
  expect(await to.people()).toMatchObject([{ name: 'ANNA', references: 2 }])
  expect(await come(to, out, { onConflict: 'rename' })).toMatchObject([{ outcome: 'renamed', as: 'Anna (2)' }])
  await close()
})

test('a folder with a mistake anywhere imports nobody', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a')])
  await leave(from, out)
  const file = join(out, 'people.jsonl')
  const whole = await readFile(file, 'utf8')
  const [heading = '', anna = ''] = whole.split('\n')
  const wrong = [
    '',
    whole.slice(0, -20),
    whole.replace('"version":1', '"version":2'),
    `${heading}\n${anna}\n{}\n`,
    `${heading}\n${anna.replace('photos/000001/1.jpg', '../../etc/passwd')}\n`,
    `${heading}\n${anna.replace('photos/000001/1.jpg', '/etc/passwd')}\n`,
    `${heading}\n${anna.replace(/"quality":\d+/, '"quality":101')}\n`,
  ]
  for (const text of wrong) {
    await writeFile(file, text)
    await expect(come(to, out)).rejects.toMatchObject({ code: 'export_invalid' })
  }
  await writeFile(file, whole)
  await appendFile(file, `{"name":"${'x'.repeat(33 * 1024 * 1024)}`)
  await expect(come(to, out)).rejects.toMatchObject({ code: 'export_invalid' })
  expect(await to.people()).toEqual([])
  await close()
})

test('a photo that leads elsewhere, or is another than the one exported, is left out and said', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a'), reference('b'), reference('c')])
  await leave(from, out)
  const secret = join(out, '..', 'secret.jpg')
  await writeFile(secret, 'secret')
  await rm(join(out, 'photos/000001/1.jpg'))
  await symlink(secret, join(out, 'photos/000001/1.jpg'))
  await writeFile(join(out, 'photos/000001/2.jpg'), 'another')
  const [anna] = await come(to, out)
  expect(anna).toMatchObject({ outcome: 'added', photos: 1 })
  expect(anna!.problems.join()).toMatch(/outside.*not the photo/)
  await close()
})

test('a name that may not be is refused, and the others come', async () => {
  const { from, to, out, close } = await stores()
  await from.enrol('Anna', [reference('a')])
  await from.enrol('Bert', [reference('b')])
  await leave(from, out)
  const file = join(out, 'people.jsonl')
  await writeFile(file, (await readFile(file, 'utf8')).replace('"Anna"', '"An\\u202ena"'))
  expect(await come(to, out)).toMatchObject([{ outcome: 'refused' }, { name: 'Bert', outcome: 'added' }])
  await close()
})
