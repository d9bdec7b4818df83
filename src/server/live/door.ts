// The handshake: who may come in becomes a WebSocket, everybody else gets an HTTP status and is gone.

import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { KIOSK_SCOPE } from '../contract/route.ts'
import type { LiveAccount, LiveRefusal } from './live-sockets.ts'

export const LIVE_PATH = '/api/v1/live'
/** Handshakes that wait for their answer; more are turned away at once. */
const MAX_WAITING = 64

export interface DoorOptions {
  readonly isOpen: () => boolean
  readonly authorize: (request: IncomingMessage) => Promise<LiveAccount | LiveRefusal>
  readonly enter: (account: LiveAccount, request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export function createDoor({ isOpen, authorize, enter }: DoorOptions) {
  let waiting = 0
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => {}) // Whoever goes away during the handshake is simply gone.
    if (new URL(request.url ?? '/', 'http://live').pathname !== LIVE_PATH) {
      refuse(socket, 404)
      return
    }
    if (!isOpen() || waiting >= MAX_WAITING) {
      refuse(socket, 503)
      return
    }
    waiting++
    void authorize(request)
      .catch((): LiveRefusal => ({ refused: 503 }))
      .then(answer => {
        waiting--
        if ('refused' in answer) refuse(socket, answer.refused)
        else if (!isOpen()) refuse(socket, 503)
        else if (!isForLive(answer)) refuse(socket, 403)
        else if (!socket.destroyed) enter(answer, request, socket, head)
      })
  }
}

/** A key must be meant for live connections, or for a door. */
const isForLive = ({ scopes }: LiveAccount): boolean =>
  scopes === undefined || scopes.includes('live') || scopes.includes(KIOSK_SCOPE)

function refuse(socket: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? 'Error'
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}
