// Single keys while something else is going on: S and Q at once, without Enter.

import { emitKeypressEvents, type Key } from 'node:readline'

export interface Keys {
  close(): void
}

/**
 * Calls back with each key's lower-case letter until closed. On a pipe every character counts as a key, so scripts can
 * register too. Ctrl-C stays what it is everywhere.
 */
export function listenForKeys(stdin: NodeJS.ReadStream, onKey: (key: string) => void): Keys {
  const raw = stdin.isTTY
  const pressed = (text: string | undefined, key: Key) => {
    if (key.ctrl && key.name === 'c') process.kill(process.pid, 'SIGINT')
    else if (text) onKey(text.toLowerCase())
  }
  emitKeypressEvents(stdin)
  if (raw) stdin.setRawMode(true)
  stdin.on('keypress', pressed)
  stdin.resume()
  return {
    close() {
      stdin.off('keypress', pressed)
      if (raw) stdin.setRawMode(false)
      stdin.pause()
    },
  }
}
