// The floors of the house, checked on every run; ARCHITECTURE.md draws them.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname
const FLOORS = [
  ['core'],
  ['sealing'],
  ['models', 'gallery', 'stores', 'video', 'tracking', 'alerts'],
  ['recognition', 'evaluation', 'doors'],
  ['app'],
  ['server'],
  ['cli'],
]
/** Package → where it may be imported. */
const HOMES: Readonly<Record<string, string>> = {
  'onnxruntime-node': 'models/session.ts',
  sharp: 'video/',
  'node-av': 'video/node-av/',
  'dejavu-fonts-ttf': 'video/',
  libsql: 'stores/',
  kysely: 'stores/',
  pg: 'stores/postgres.ts',
  mysql2: 'stores/mysql',
  pacote: 'models/packs/',
  yauzl: 'models/packs/',
  'proper-lockfile': 'models/packs/',
  'env-paths': 'models/packs/',
  commander: 'cli/',
  picocolors: 'cli/',
  hono: 'server/',
  '@hono/node-server': 'server/',
  ws: 'server/',
  mqtt: 'alerts/mqtt',
  open: 'cli/',
}

/** Public surfaces: they may name anything. */
const SURFACES = ['index.ts', 'client.ts']

interface File {
  /** Inside src or web, with forward slashes. */
  readonly path: string
  readonly text: string
}

const filesOf = (folder: string): File[] =>
  (existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }) : [])
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => /\.(ts|tsx|js|css)$/.test(path))
    .map(path => ({ path, text: readFileSync(join(ROOT, folder, path), 'utf8') }))
const src = filesOf('src')
const shipped = src.filter(file => !file.path.endsWith('.test.ts'))

const importsOf = (text: string): string[] => ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName)

const folderOf = (path: string): string => path.split('/')[0]!
const floorOf = (path: string): number => FLOORS.findIndex(floor => floor.includes(folderOf(path)))

test('imports go down, never up or sideways', () => {
  const violations = shipped
    .filter(({ path }) => !SURFACES.includes(path))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(target => target.startsWith('.'))
        .map(target => normalize(join(path, '..', target)))
        .filter(target => folderOf(target) !== folderOf(path))
        .filter(target => floorOf(target) < 0 || floorOf(target) >= floorOf(path))
        .map(target => `${path} imports ${target}`),
    )
  expect(violations).toEqual([])
})

test('the check itself sees imports of every kind', () => {
  const seen = importsOf(
    `import a from 'a'; export * from 'b'; const c = await import('c'); import type { D } from 'd'; type E = typeof import('e')`,
  )
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('every folder of src stands on a floor', () => {
  const homeless = shipped.filter(({ path }) => !SURFACES.includes(path) && floorOf(path) < 0).map(({ path }) => path)
  expect(homeless).toEqual([])
})

test('every heavy dependency has one home', () => {
  const packageOf = (target: string) => target.split('/', target.startsWith('@') ? 2 : 1).join('/')
  const violations = shipped.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(target => !path.startsWith(HOMES[packageOf(target)] ?? ''))
      .map(target => `${path} imports ${target}`),
  )
  expect(violations).toEqual([])
})

test('the page knows the server by its client and the types of its contract only', () => {
  const page = filesOf('web').filter(({ path }) => !path.endsWith('.test.ts'))
  const violations = page.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(target => target.startsWith('.'))
      .map(target => normalize(join('web', path, '..', target)))
      .filter(target => !target.startsWith('web/') && target !== 'src/client.ts')
      .map(target => `web/${path} imports ${target}`),
  )
  expect(violations).toEqual([])
})

test('no file has more than 400 lines', () => {
  const lines = ({ text }: File) => text.split('\n').length - 1
  const long = [...src, ...filesOf('web')].filter(file => lines(file) > 400).map(file => `${file.path}: ${lines(file)}`)
  expect(long).toEqual([])
})

test('every file opens by saying what it knows', () => {
  const mute = shipped.filter(({ text }) => !/^(#!.*\n)?\/\/ [A-Z0-9“"`].*/.test(text)).map(({ path }) => path)
  expect(mute).toEqual([])
})

test('no file keeps state of its own, so two recognizers can live in one process', () => {
  const stateful = shipped.filter(({ text }) => /^(export )?(let|var) /m.test(text)).map(({ path }) => path)
  expect(stateful).toEqual([])
})
