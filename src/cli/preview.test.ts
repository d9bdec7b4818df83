import { expect, test } from 'vitest'
import { halfBlocks, openPreview } from './preview.ts'
import { openTerminal } from './terminal.ts'

const red = { width: 4, height: 4, data: Uint8Array.from({ length: 48 }, (_, i) => (i % 3 === 0 ? 255 : 0)) }

test('a picture becomes lines of half blocks, two pixels a cell, that end without colour', () => {
  const lines = halfBlocks(red, 4, 2)
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line).toBe(`${'\u001b[38;2;255;0;0;48;2;255;0;0m▀'.repeat(4)}\u001b[0m`)
  }
})

test('a preview redraws in place, not more often than asked, and below what was said in between', () => {
  const written: string[] = []
  const stream = {
    columns: 5,
    rows: 24,
    isTTY: true,
    write: (text: string) => written.push(text),
  } as unknown as NodeJS.WriteStream
  const terminal = openTerminal({ stdin: { isTTY: true } as unknown as NodeJS.ReadStream, stdout: stream, stderr: stream })
  let now = 0
  const preview = openPreview(terminal, stream, () => now, 200)
  preview.show(red)
  now = 199
  preview.show(red)
  expect(written).toHaveLength(1)
  now = 200
  preview.show(red)
  expect(written[1]!.startsWith('\r\u001b[2A')).toBe(true)
  terminal.note('hi')
  now = 400
  preview.show(red)
  expect(written.at(-1)!.startsWith('\r')).toBe(false)
})
