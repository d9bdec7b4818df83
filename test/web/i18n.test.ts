// The texts of the page: the same in every language, all used, none beside the catalogue.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { ERRORS } from '../../src/core/errors.ts'
import { fill, type Message, type Messages, type Part } from '../../web/src/i18n/catalogue.ts'

const SRC = fileURLToPath(new URL('../../web/src', import.meta.url))
const PARTS = join(SRC, 'i18n/parts')

const parts = await Promise.all(
  readdirSync(PARTS).map(async file => {
    const exported = (await import(join(PARTS, file))) as Record<string, Part<Messages>>
    return { name: file.replace('.ts', ''), part: Object.values(exported)[0]! }
  }),
)
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(path => /\.tsx?$/.test(path) && !path.endsWith('.test.ts') && !path.startsWith('i18n/parts'))
  .map(path => ts.createSourceFile(path, readFileSync(join(SRC, path), 'utf8'), ts.ScriptTarget.Latest, true))

const formsOf = (message: Message): string[] => (typeof message === 'string' ? [message] : [message.one, message.other])
const placeholdersOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

function visit(node: ts.Node, see: (node: ts.Node) => void) {
  see(node)
  node.forEachChild(child => {
    visit(child, see)
  })
}

test('every text has the same placeholders in every language', () => {
  /** The singular may be said without its number. */
  const wanted = (text: string) =>
    placeholdersOf(text)
      .filter(name => name !== '{count}')
      .join()
  const broken = parts.flatMap(({ name, part: { en, es } }) =>
    Object.keys(en)
      .filter(key => {
        const [english, spanish] = [formsOf(en[key]!), formsOf(es[key]!)]
        const isSame = placeholdersOf(english.at(-1)!).join() === placeholdersOf(spanish.at(-1)!).join()
        return !isSame || [...english, ...spanish].some(text => wanted(text) !== wanted(english[0]!))
      })
      .map(key => `${name}.${key}`),
  )
  expect(broken).toEqual([])
})

test('no text is left in English or empty', () => {
  /** Words that are the same in both. */
  const SAME = new Set(['API', 'Error', 'Normal', 'No', 'RTSP', 'USB', 'HTTP', 'MQTT', 'Webhook', 'PIN', 'fps', 'min'])
  const left = parts.flatMap(({ name, part: { en, es } }) =>
    Object.keys(en)
      .filter(key => {
        const [english, spanish] = [formsOf(en[key]!).join(' '), formsOf(es[key]!).join(' ')]
        const words = spanish.replace(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? []
        return spanish.trim() === '' || (english === spanish && words.some(word => !SAME.has(word)))
      })
      .map(key => `${name}.${key}`),
  )
  expect(left).toEqual([])
})

test('every text is used somewhere', () => {
  const literals = new Set<string>()
  const patterns: RegExp[] = []
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  for (const source of sources) {
    visit(source, node => {
      if (ts.isStringLiteralLike(node)) literals.add(node.text)
      if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) literals.add(node.name.text)
      if (ts.isTemplateExpression(node)) {
        const pieces = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
        if (pieces.join('').length > 1) patterns.push(new RegExp(`^${pieces.map(escaped).join('.+')}$`))
      }
    })
  }
  const schemas = readdirSync(fileURLToPath(new URL('../../src/server/contract', import.meta.url)))
    .map(file => readFileSync(fileURLToPath(new URL(`../../src/server/contract/${file}`, import.meta.url)), 'utf8'))
    .join()
  const unused = parts
    .filter(({ name }) => name !== 'errors')
    .flatMap(({ name, part: { en } }) =>
      Object.keys(en)
        .filter(key => !literals.has(key) && !patterns.some(pattern => pattern.test(key)) && !schemas.includes(`'${key}'`))
        .map(key => `${name}.${key}`),
    )
  expect(unused).toEqual([])
})

test('errors are told by codes the server has', () => {
  const { part } = parts.find(({ name }) => name === 'errors')!
  expect(Object.keys(part.en).filter(code => code !== 'unreachable' && !(code in ERRORS))).toEqual([])
})

test('no screen has words of its own beside the catalogue', () => {
  const READ_OUT = new Set(['aria-label', 'alt', 'title', 'label', 'hint', 'placeholder', 'text', 'confirm', 'description'])
  const UNITS = new Set(['Rostro', 'px'])
  const found: string[] = []
  for (const source of sources) {
    visit(source, node => {
      const isText = ts.isJsxText(node) && /\p{L}{2,}/u.test(node.text) && !UNITS.has(node.text.trim())
      const isAttribute =
        ts.isJsxAttribute(node) &&
        READ_OUT.has(node.name.getText()) &&
        node.initializer !== undefined &&
        ts.isStringLiteral(node.initializer) &&
        /\p{L}{2,}/u.test(node.initializer.text.replace('rtsp://', ''))
      if (isText || isAttribute) found.push(`${source.fileName}: ${node.getText().trim()}`)
    })
  }
  expect(found).toEqual([])
})

test('plurals and numbers follow the language', () => {
  const message = { one: '{count} photo of {name}', other: '{count} photos of {name}' }
  expect(fill(message, { count: 1, name: 'Ana' }, 'en')).toBe('1 photo of Ana')
  expect(fill(message, { count: 0, name: 'Ana' }, 'en')).toBe('0 photos of Ana')
  expect(fill(message, { count: 12_345, name: 'Ana' }, 'en')).toBe('12,345 photos of Ana')
  expect(fill(message, { count: 12_345, name: 'Ana' }, 'es')).toBe('12.345 photos of Ana')
})

test('what a person is called is never taken for a placeholder', () => {
  expect(fill('{a} and {b}', { a: '{b}', b: '$&' }, 'en')).toBe('{b} and $&')
})
