// What a person at a terminal sees: answers on stdout, everything on the way there on stderr, colour only where it shows.

import { stripVTControlCharacters } from 'node:util'
import picocolors from 'picocolors'

export interface Terminal {
  /** Colours for stdout. */
  readonly colour: ReturnType<typeof picocolors.createColors>
  /** Somebody sits there: keys can be asked for and lines rewritten. */
  readonly interactive: boolean
  /** An answer, on stdout. On a terminal, words that do not fit go to the next line, below column `hanging`. */
  print(line: string, hanging?: number): void
  /** Something by the way, on stderr. */
  note(line: string): void
  /** Rewrites one line of stderr; on a pipe, nothing. */
  status(line: string): void
  clearStatus(): void
  /** Draws lines over those of the last call, or below whatever was said since. On a pipe, nothing. */
  picture(lines: readonly string[]): void
}

export function openTerminal(streams: {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}): Terminal {
  const { stdin, stdout, stderr } = streams
  // picocolors decides for stdout when loaded; pipes and NO_COLOR turn it off.
  const colour = picocolors.createColors(picocolors.isColorSupported && stdout.isTTY)
  let statusShown = false
  let pictureRows = 0

  const clearStatus = () => {
    if (statusShown) stderr.write('\r\u001b[2K')
    statusShown = false
  }
  return {
    colour,
    interactive: stdin.isTTY && stderr.isTTY,
    print(line, hanging) {
      clearStatus()
      pictureRows = 0
      stdout.write(`${stdout.isTTY ? fold(line, stdout.columns, hanging) : line}\n`)
    },
    note(line) {
      clearStatus()
      pictureRows = 0
      stderr.write(`${stderr.isTTY ? fold(line, stderr.columns) : stripVTControlCharacters(line)}\n`)
    },
    status(line) {
      if (!stderr.isTTY) return
      const columns = stderr.columns > 0 ? stderr.columns : 80
      stderr.write(`\r\u001b[2K${line.length < columns ? line : `${line.slice(0, columns - 2)}…`}`)
      statusShown = true
    },
    clearStatus,
    picture(lines) {
      if (!stderr.isTTY) return
      clearStatus()
      const up = pictureRows > 0 ? `\r\u001b[${pictureRows}A` : ''
      stderr.write(`${up}${lines.map(line => `\u001b[2K${line}\n`).join('')}`)
      pictureRows = lines.length
    },
  }
}

/** Breaks a line between words where the terminal ends; what follows starts at column `hanging`. */
export function fold(line: string, columns: number, hanging = 0): string {
  const width = columns > 0 ? columns : 80
  if (shownLength(line) <= width || width - hanging < 20) return line
  const lines: string[] = []
  let current = ''
  // Spaces belong to the word after them, so that columns stay aligned.
  for (const word of line.match(/ *[^ ]+/g) ?? []) {
    if (current && shownLength(current + word) > width) {
      lines.push(current)
      current = ' '.repeat(hanging) + word.trimStart()
    } else current += word
  }
  return [...lines, current].join('\n')
}

const shownLength = (text: string): number => stripVTControlCharacters(text).length

/** Where the last column of a table starts: a hanging indent for `print`. */
export const lastColumnOf = (rows: readonly (readonly string[])[]): number =>
  widthsOf(rows)
    .slice(0, -1)
    .reduce((sum, width) => sum + width + 2, 0)

const widthsOf = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))

/** Rows as aligned columns, the first row as heading. */
export function table(rows: readonly (readonly string[])[], colour: Terminal['colour']): string[] {
  const widths = widthsOf(rows)
  return rows.map((row, i) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
    return i === 0 ? colour.bold(line) : line
  })
}

const BAR = 24

/** `[########----------------] 33 %  rest` */
export function bar(share: number, rest: string): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR)
  return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] ${String(Math.floor(share * 100)).padStart(3)} %  ${rest}`
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** 83200 → 1:23.2 */
export function clockTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  return `${minutes}:${((ms - minutes * 60_000) / 1000).toFixed(1).padStart(4, '0')}`
}
