// The documents compared with the program: codes, options, reasons, links.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { allCommands } from '../src/cli/commands.ts'
import type { Context } from '../src/cli/context.ts'
import { EXIT_CODES } from '../src/cli/exit-codes.ts'
import { buildProgram } from '../src/cli/program.ts'
import { openTerminal } from '../src/cli/terminal.ts'
import { DOOR_REASONS } from '../src/core/doors.ts'
import { ERRORS, type ErrorCode } from '../src/core/errors.ts'
import { REASONS } from '../src/core/types.ts'
import { DEVICES } from '../src/models/session.ts'
import { DECLARED_PACKS } from '../src/models/packs/declared/index.ts'
import { REFUSAL_REASONS } from '../src/recognition/enrolment.ts'
import { RULES } from '../src/recognition/evidence.ts'
import { doorBody, doorView } from '../src/server/contract/doors.ts'
import { ALL_SCOPES } from '../src/server/contract/route.ts'
import { HTTP_STATUS } from '../src/server/errors.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const documents = [
  ...readdirSync(ROOT).filter(name => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
].map(path => ({ path, text: read(path) }))

/** Cells of every row of a document's tables, without backticks. */
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\|(.+)\|$/gm)].map(([, row]) => row!.split('|').map(cell => cell.trim().replaceAll('`', '')))

/** From one heading to the next of the same or a higher level. */
function sectionOf(text: string, heading: string): string {
  const start = `\n${text}`.indexOf(`\n${heading}\n`)
  expect(start, heading).toBeGreaterThan(-1)
  const level = /^#+/.exec(heading)![0].length
  const rest = text.slice(start + heading.length + 1)
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'))
  return end < 0 ? rest : rest.slice(0, end)
}

test('every error code is in docs/errors.md with its kind, exit code and HTTP status, and no other is', () => {
  const documented = rowsOf(read('docs/errors.md'))
    .filter(([code]) => code !== 'code' && !code!.startsWith('-'))
    .map(([code, kind, exitCode, status]) => [code, kind, Number(exitCode), Number(status)])
  expect(documented.sort()).toEqual(
    Object.entries(ERRORS)
      .map(([code, kind]) => [code, kind, EXIT_CODES[kind], HTTP_STATUS[code as ErrorCode]])
      .sort(),
  )
})

test('the store document names only codes that exist', () => {
  const named = [...read('docs/store.md').matchAll(/`(store_\w+)`/g)].map(([, code]) => code!)
  expect(named.filter(code => !(code in ERRORS))).toEqual([])
})

const context = (): Context => {
  const { stdin, stdout, stderr, env } = process
  const { signal } = new AbortController()
  return { terminal: openTerminal({ stdin, stdout, stderr }), stdin, stderr, env, signal, endsWhenStopped: () => {} }
}
const commands = await allCommands()
const leaves = (command: Command, path: string): { path: string; command: Command }[] => [
  { path, command },
  ...command.commands.flatMap(child => leaves(child, `${path} ${child.name()}`)),
]

test('every command and long option of the program is in docs/cli.md', () => {
  const text = read('docs/cli.md')
  for (const { path, command } of leaves(buildProgram(context(), commands), 'rostro')) {
    const section = path === 'rostro' ? text : sectionOf(text, `## ${path.split(' ').slice(0, 2).join(' ')}`)
    if (path.split(' ').length > 2) expect(section).toContain(`\`${path}`)
    const shared = sectionOf(text, '# The command line').split('\n## ', 1)[0]!
    for (const { long } of command.options) expect(section + shared, `${path} ${long ?? ''}`).toContain(long)
  }
})

test('docs/cli.md names no option the program does not have', () => {
  const known = leaves(buildProgram(context(), commands), 'rostro').flatMap(({ command }) =>
    command.options.map(option => option.long),
  )
  const named = [...read('docs/cli.md').matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option)
  expect(named.filter(option => option !== '--help' && !known.includes(option))).toEqual([])
})

test('the exit codes of docs/cli.md are those of the program', () => {
  const codes = rowsOf(sectionOf(read('docs/cli.md'), '## Exit codes')).map(([code]) => Number(code))
  expect(codes.filter(code => !Number.isNaN(code))).toEqual([0, 1, ...Object.values(EXIT_CODES).sort(), 130])
})

const reasonsIn = (section: string): string[] =>
  rowsOf(section)
    .map(([reason]) => reason!)
    .filter(reason => reason !== 'reason' && !reason.startsWith('-'))

test('docs/cli.md explains every reason, and none that does not exist', () => {
  const text = read('docs/cli.md')
  expect(reasonsIn(sectionOf(text, '### Reasons')).sort()).toEqual([...REASONS].sort())
  const register = sectionOf(text, '## rostro register')
  // Those of quality are explained once, with all reasons.
  const own = REFUSAL_REASONS.filter(reason => !new Set<string>(REASONS).has(reason))
  expect(own).toContain('several_faces')
  for (const reason of own) expect(register).toContain(`\`${reason}\``)
  expect(register).toContain('](#reasons)')
})

test('docs/doors.md explains every reason of a door, and none that does not exist', () => {
  expect(reasonsIn(sectionOf(read('docs/doors.md'), '## Reasons'))).toEqual([...DOOR_REASONS])
})

test('the doors and openers of docs/doors.md are ones the server takes', () => {
  const written = [...read('docs/doors.md').matchAll(/^```json\n(.*?)\n```$/gms)].map(([, json]) => JSON.parse(json!) as object)
  const [whole, ...openers] = written.map(one => ('policy' in one ? one : { ...written[0], opener: one }))
  expect(openers.length).toBeGreaterThan(3)
  for (const door of [whole, ...openers]) expect(doorBody.safeParse(door), JSON.stringify(door)).toMatchObject({ success: true })
})

test('docs/api.md tells all that a kiosk is shown, in every state', () => {
  const kiosk = sectionOf(read('docs/api.md'), '### A kiosk of your own')
  const values = [...Object.keys(doorView.shape), ...doorView.shape.state.options, ...doorView.shape.hint.options]
  for (const value of values) expect(kiosk).toContain(`\`${value}\``)
})

test('devices, rules and packs are documented', () => {
  const first = (text: string) => rowsOf(text).map(([cell]) => cell!)
  expect(first(read('docs/devices.md'))).toEqual(expect.arrayContaining(['auto', ...DEVICES]))
  for (const rule of RULES) expect(read('docs/cli.md')).toContain(`- \`${rule}\``)
  for (const { name } of DECLARED_PACKS) {
    expect(read('docs/models.md')).toContain(`| \`${name}\``)
    expect(read('README.md')).toContain(`\`${name}\``)
  }
})

test('every scope of a key is in docs/api.md', () => {
  expect(rowsOf(read('docs/api.md')).map(([cell]) => cell!)).toEqual(expect.arrayContaining([...ALL_SCOPES]))
})

test('README shows how to start and how to test', () => {
  const blocks = [...read('README.md').matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, block]) => block)
  expect(blocks).toContain('npm ci && npm start')
  expect(blocks).toContain('npm ci && npm test')
})

/** As GitHub makes anchors: lower case, punctuation dropped, spaces as hyphens. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('every relative link leads to a file, and to a heading where it names one', () => {
  const broken = documents.flatMap(({ path, text }) =>
    [...text.replaceAll(/^( *)```.*?^\1```$/gms, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!)
      .filter(target => !/^[a-z]+:/.test(target))
      .filter(target => {
        const [file = '', anchor] = target.split('#')
        const there = file === '' ? path : join(dirname(path), file)
        if (!existsSync(join(ROOT, there))) return true
        return anchor !== undefined && !anchorsOf(read(there)).includes(anchor)
      })
      .map(target => `${path}: ${target}`),
  )
  expect(broken).toEqual([])
})

test('every document in docs/ is in its index', () => {
  const index = read('docs/README.md')
  const missing = documents
    .filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md')
    .filter(({ path }) => !index.includes(`](${path.slice('docs/'.length)})`))
    .map(({ path }) => path)
  expect(missing).toEqual([])
})

test('decisions are numbered without gaps, and their titles bear their numbers', () => {
  const names = readdirSync(join(ROOT, 'docs/adr')).sort()
  expect(names.map(name => Number(name.slice(0, 4)))).toEqual(names.map((_, i) => i + 1))
  for (const [i, name] of names.entries()) expect(read(join('docs/adr', name))).toMatch(new RegExp(`^# ${i + 1}\\. `))
})

test('no similarity is shown as a percentage or called a confidence', () => {
  const wrong = documents
    .filter(({ path }) => path !== 'CONTRIBUTING.md')
    .filter(({ text }) => /\bconfidence\b(?! interval)|similarity[^.|\n]{0,20}\d ?%/i.test(text))
    .map(({ path }) => path)
  expect(wrong).toEqual([])
})
