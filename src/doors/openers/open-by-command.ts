// Opens a door by running a program, without a shell and with nothing of our environment but PATH. Exit 0 is open.

import { spawn, type ChildProcess } from 'node:child_process'
import type { DoorOpenerSettings } from '../../core/doors.ts'
import type { DoorOpener } from './door-opener.ts'

type Settings = Extract<DoorOpenerSettings, { kind: 'command' }>

export function openByCommand({ argv: [program, ...args] }: Settings): DoorOpener {
  const closing = new AbortController()
  return {
    open(given) {
      const signal = AbortSignal.any([given, closing.signal])
      return new Promise((resolve, reject) => {
        if (program === undefined) throw new Error('no program is set')
        if (signal.aborted) throw new Error(`${program} was not run: too late`)
        // A group of its own: what it started is ended with it.
        const child = spawn(program, args, {
          ...{ shell: false, stdio: 'ignore', detached: process.platform !== 'win32' },
          env: { PATH: process.env['PATH'] ?? '' },
        })
        const onAbort = () => {
          end(child)
          reject(new Error(`${program} did not end in time`))
        }
        signal.addEventListener('abort', onAbort, { once: true })
        child.once('error', reject)
        child.once('exit', (code, killedBy) => {
          signal.removeEventListener('abort', onAbort)
          if (code === 0) resolve()
          else reject(new Error(`${program} ended with ${code ?? killedBy ?? 'nothing'}`))
        })
      })
    },
    close() {
      closing.abort()
      return Promise.resolve()
    },
  }
}

function end(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL')
  else {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
