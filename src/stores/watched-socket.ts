// A socket that gives up when nothing comes for long: a machine that lost power says nothing, and nobody should wait for it for ever.

import { Socket } from 'node:net'

/** Longer than any statement takes and than an idle connection is kept. */
const SILENT_MS = 40_000

export function watchedSocket(): Socket {
  const socket = new Socket()
  socket.setTimeout(SILENT_MS, () => socket.destroy(new Error('connection terminated: no answer came')))
  return socket
}
