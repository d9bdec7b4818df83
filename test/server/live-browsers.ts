// A server of live connections on a fake engine, and browsers that keep what they are told.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { RostroError } from '../../src/core/errors.ts'
import type { CameraPicture, EnrolmentLook, Pushed } from '../../src/app/engine/engine.ts'
import {
  LIVE_PROTOCOL,
  serverMessage,
  watchedFrame,
  type ClientMessage,
  type ServerMessage,
} from '../../src/server/contract/live.ts'
import type { Role, Scope } from '../../src/server/contract/route.ts'
import { serveLive, type LiveAccount, type LiveOptions, type LiveRefusal } from '../../src/server/live/live-sockets.ts'

export const LOOK: EnrolmentLook = {
  width: 640,
  height: 360,
  hint: 'good',
  box: { x: 1, y: 2, width: 3, height: 4 },
  quality: 70,
  pose: 'front',
  taken: undefined,
}
export const FACES: Pushed = { dropped: false, width: 640, height: 360, faces: [] }
export const picture = (frame: number, bytes = 1000): CameraPicture => ({
  cameraId: 'door',
  frame,
  width: 1280,
  height: 720,
  jpeg: new Uint8Array(bytes).fill(frame),
  faces: [],
  ageMs: 5,
})
export const frame = (number: number, bytes = 10) => {
  const message = Buffer.alloc(4 + bytes, 7)
  message.writeUInt32BE(number)
  return message
}
/** An account that stays what it is. */
export const account = (role: Role = 'admin', scopes?: readonly Scope[]): LiveAccount => {
  const self: LiveAccount = { name: role, role, scopes, again: () => Promise.resolve(self) }
  return self
}

/** A server whose engine notes its calls, whose time stands still, and whose timers ring when told to. */
export async function serving(
  answer: LiveAccount | LiveRefusal | Error = account(),
  change: Partial<LiveOptions['engine']> = {},
) {
  const calls: string[] = []
  const time = { nowMs: 0 }
  const timers: { ms: number; work: () => void }[] = []
  const server = createServer()
  const live = serveLive({
    server,
    authorize: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
    browserEvents: () => true,
    doors: { stand: () => Promise.reject(new RostroError('door_not_found', 'There is no such door.')) },
    clock: () => time.nowMs,
    every: (ms, work) => {
      timers.push({ ms, work })
      return () => {}
    },
    engine: {
      openStream: ({ name, events }) => Promise.resolve(void calls.push(`open ${name} ${events}`)),
      closeStream: () => Promise.resolve(void calls.push('close')),
      pushFrame: () => Promise.resolve(FACES),
      lookForEnrolment: (id, _, { auto, take }) => {
        calls.push(`look ${id}${auto ? ' auto' : ''}${take ? ' take' : ''}`)
        return Promise.resolve(LOOK)
      },
      watchCamera: (id, watched) => Promise.resolve(void calls.push(`${watched ? 'watch' : 'unwatch'} ${id}`)),
      ...change,
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  onTestFinished(async () => {
    await live.close()
    server.closeAllConnections()
    server.close()
  })
  const ring = (ms: number) => {
    for (const timer of timers) if (timer.ms === ms) timer.work()
  }
  return { live, calls, time, ring, port, open: () => openClient(port) }
}

/** A browser that keeps what it is told; `next` waits for a message of this type. */
async function openClient(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, LIVE_PROTOCOL)
  const told: (ServerMessage | Buffer)[] = []
  let wake = () => {}
  socket.on('message', (message: Buffer, isBinary) => {
    told.push(isBinary ? message : serverMessage.parse(JSON.parse(message.toString())))
    wake()
  })
  const closed = new Promise<number>(resolve =>
    socket.once('close', code => {
      resolve(code)
    }),
  )
  onTestFinished(() => {
    socket.terminate()
  })
  async function next<Type extends ServerMessage['type']>(type: Type): Promise<Extract<ServerMessage, { type: Type }>> {
    for (;;) {
      const at = told.findIndex(message => !Buffer.isBuffer(message) && message.type === type)
      if (at >= 0) return told.splice(at, 1)[0] as Extract<ServerMessage, { type: Type }>
      await new Promise<void>(resolve => (wake = resolve))
    }
  }
  async function nextPicture() {
    for (;;) {
      const at = told.findIndex(message => Buffer.isBuffer(message))
      if (at >= 0) {
        const message = told.splice(at, 1)[0] as Buffer
        const length = message.readUInt32BE()
        return {
          ...watchedFrame.parse(JSON.parse(message.subarray(4, 4 + length).toString())),
          jpeg: message.subarray(4 + length),
        }
      }
      await new Promise<void>(resolve => (wake = resolve))
    }
  }
  await Promise.race([once(socket, 'open'), closed])
  return {
    socket,
    told,
    closed,
    next,
    nextPicture,
    say: (message: ClientMessage) => {
      socket.send(JSON.stringify(message))
    },
  }
}

/** The status a handshake is answered with. */
export async function statusOf(port: number, path = '/api/v1/live'): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
  return new Promise(resolve => {
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0)
    })
    socket.once('open', () => {
      resolve(101)
    })
    socket.on('error', () => {})
  })
}

/** A round trip, after which everything said before has been heard. */
export const settled = async ({ socket }: { socket: WebSocket }) => {
  socket.ping()
  await once(socket, 'pong')
}
