import { expect, test } from 'vitest'
import { bar, clockTime, fold, lastColumnOf, openTerminal, table } from './terminal.ts'

/** A stream that remembers, with or without a terminal behind it. */
function stream(isTTY: boolean) {
  const written: string[] = []
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) }
}

function open(isTTY: boolean) {
  const [stdout, stderr] = [stream(isTTY), stream(isTTY)]
  const streams = { stdin: { isTTY }, stdout, stderr } as unknown as Parameters<typeof openTerminal>[0]
  return { terminal: openTerminal(streams), stdout, stderr }
}

test('a long line is folded between words on a terminal and left alone on a pipe', () => {
  const line = 'one two three four five six'
  const shown = open(true)
  shown.terminal.print(line)
  expect(shown.stdout.written.join('')).toBe('one two three four\nfive six\n')
  const piped = open(false)
  piped.terminal.print(line)
  expect(piped.stdout.written.join('')).toBe(`${line}\n`)
})

test('notes lose their colours where stderr is no terminal, whatever stdout is', () => {
  const { terminal, stderr } = open(false)
  terminal.note('\u001b[32mkept\u001b[39m  a.jpg')
  expect(stderr.written.join('')).toBe('kept  a.jpg\n')
})

test('a status line is cleared before anything else is written, and never reaches a pipe', () => {
  const { terminal, stdout, stderr } = open(true)
  terminal.status('a line that is longer than the terminal is wide')
  terminal.print('answer')
  expect(stderr.written).toEqual(['\r\u001b[2Ka line that is lon…', '\r\u001b[2K'])
  expect(stdout.written).toEqual(['answer\n'])
  const piped = open(false)
  piped.terminal.status('working')
  expect(piped.stderr.written).toEqual([])
})

test('folding counts what is shown, not colour codes, and hangs below a column', () => {
  const green = '\u001b[32mok\u001b[39m'
  expect(fold(`${green}  some words that go on and on and on`, 30, 4)).toBe(`${green}  some words that go on and\n    on and on`)
  expect(fold('averylongwordthatfitsnowhere', 10)).toBe('averylongwordthatfitsnowhere')
})

test('a table aligns its columns', () => {
  const rows = [
    ['NAME', 'PHOTOS'],
    ['Ana María', '3'],
  ]
  const plain = { bold: (text: string) => text } as Parameters<typeof table>[1]
  expect(table(rows, plain)).toEqual(['NAME       PHOTOS', 'Ana María  3'])
  expect(lastColumnOf(rows)).toBe(11)
})

test('times and progress are shown for people', () => {
  expect([0, 83_200, 3_600_000].map(clockTime)).toEqual(['0:00.0', '1:23.2', '60:00.0'])
  expect(bar(0.5, 'half')).toBe('[############------------]  50 %  half')
  expect(bar(2, 'over')).toContain(`[${'#'.repeat(24)}]`)
})
