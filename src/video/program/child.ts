// Runs the machine's ffmpeg program: an argument array, never a shell; its words never leave here; always reaped.

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** As found on the PATH. */
const PROGRAM = 'ffmpeg'

/** After SIGTERM, before SIGKILL. */
const KILL_AFTER_MS = 3000

export interface Program {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  /** Resolves when the process is gone: its exit code, or undefined when it was killed or never started. */
  readonly exited: Promise<number | undefined>
  /** Asks it to end, makes it end, and waits for that. */
  stop(): Promise<void>
}

export function startProgram(args: readonly string[]): Program {
  const child = spawn(PROGRAM, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, shell: false })
  const exited = new Promise<number | undefined>(resolve => {
    child.once('error', () => {
      resolve(undefined)
    })
    child.once('close', code => {
      resolve(code ?? undefined)
    })
  })
  child.stdin.on('error', () => {}) // Written to after it ended; `exited` tells.
  return {
    child,
    exited,
    async stop() {
      child.stdout.destroy() // A full pipe would keep it from ending.
      child.stdin.destroy()
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
      await exited
      clearTimeout(kill)
    },
  }
}

/** Whether there is an ffmpeg program to run. */
export async function findProgram(): Promise<boolean> {
  const { child, exited } = startProgram(['-hide_banner', '-version'])
  child.stdin.end()
  child.stdout.resume()
  child.stderr.resume()
  return (await exited) === 0
}
