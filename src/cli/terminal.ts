// What a person at a terminal sees: answers on stdout, everything on the way there on stderr, colour only where it shows.

import picocolors from 'picocolors'

export interface Terminal {
  /** Colours for stdout. */
  readonly colour: ReturnType<typeof picocolors.createColors>
  /** Somebody sits there: keys can be asked for and lines rewritten. */
  readonly interactive: boolean
  /** An answer, on stdout. */
  print(line: string): void
  /** Something by the way, on stderr. */
  note(line: string): void
  /** Rewrites one line of stderr; on a pipe, nothing. */
  status(line: string): void
  clearStatus(): void
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

  const clearStatus = () => {
    if (statusShown) stderr.write('\r\u001b[2K')
    statusShown = false
  }
  return {
    colour,
    interactive: stdin.isTTY && stderr.isTTY,
    print(line) {
      clearStatus()
      stdout.write(`${line}\n`)
    },
    note(line) {
      clearStatus()
      stderr.write(`${line}\n`)
    },
    status(line) {
      if (!stderr.isTTY) return
      const columns = stderr.columns > 0 ? stderr.columns : 80
      stderr.write(`\r\u001b[2K${line.length < columns ? line : `${line.slice(0, columns - 2)}…`}`)
      statusShown = true
    },
    clearStatus,
  }
}

/** Rows as aligned columns, the first row as heading. */
export function table(rows: readonly (readonly string[])[], colour: Terminal['colour']): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
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
