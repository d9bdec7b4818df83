// The live connection of the made-up house: frames are answered by boxes around a drawn face, without looking at them.

import { WebSocket, WebSocketServer } from 'ws'
import type { ClientMessage, DoorView, Hint, LiveFace, ServerMessage, WatchedFrame } from '../../../src/client.ts'
import { LIVE_PROTOCOL } from '../../../src/server/contract/live.ts'
import type { FakeApi } from '../fake-api.ts'
import { takePhoto } from './enrolments.ts'
import { drawRoom } from './faces.ts'
import type { World } from './world.ts'

/** Where `drawRoom` puts its face, 1280 pixels wide. */
const HEAD = { x: 622, y: 262, width: 156, height: 206 } as const
const GUIDE: readonly Hint[] = ['no_face', 'come_closer', 'good', 'turn_left', 'turn_right', 'look_up', 'look_down']
/** Frames each hint of the guide lasts; a photo is taken after each but the first two. */
const FRAMES_A_HINT = 12

export interface FakeLive {
  /** Faces of each answer; set to change who is there. */
  faces: (frame: number) => readonly LiveFace[]
  /** What a kiosk is shown in answer to each frame. */
  door: DoorView
  /** Turns every new connection away. */
  refuse: boolean
  readonly framesSeen: number
  /** Of browsers, now. */
  readonly connections: number
  /** What browsers said, in order. */
  readonly heard: ClientMessage[]
  readonly tell: (message: ServerMessage) => void
  /** As a server that is started anew. */
  readonly drop: () => void
  readonly close: () => void
}

export const known = (person: { readonly id: string; readonly name: string }, track = 1, dx = 0): LiveFace => ({
  track,
  box: { ...HEAD, x: HEAD.x + dx },
  frames: 12,
  decision: {
    outcome: 'known',
    person: { id: person.id, name: person.name },
    candidates: [{ personId: person.id, name: person.name, similarity: 0.71, rank: 1 }],
    threshold: 0.4,
    margin: 0.3,
    reasons: ['above_threshold'],
    liveness: { outcome: 'bona_fide', score: 0.94, frames: 9, reasons: ['looks_alive'] },
  },
})

export const nameless = (outcome: 'unknown' | 'undecided', track: number, dx: number): LiveFace => ({
  track,
  box: { ...HEAD, x: HEAD.x + dx, y: HEAD.y + 40 },
  frames: outcome === 'unknown' ? 9 : 1,
  decision: {
    outcome,
    person: null,
    candidates: [{ personId: 'p1', name: 'Somebody', similarity: 0.12, rank: 1 }],
    threshold: 0.4,
    margin: 0.02,
    reasons: [outcome === 'unknown' ? 'below_threshold' : 'not_enough_evidence'],
    liveness: null,
  },
})

/** A kiosk's view of nothing but its state, to be filled in. */
export const viewOf = (state: DoorView['state'], more: Partial<DoorView> = {}): DoorView => ({
  doorName: 'Workshop door',
  state,
  hint: state === 'idle' ? 'nobody' : 'none',
  box: null,
  picture: null,
  person: null,
  reasons: [],
  step: null,
  colours: null,
  failure: null,
  factors: [],
  waitMs: null,
  ...more,
})

export function serveFakeLive({ server, world }: FakeApi): FakeLive {
  const heard: ClientMessage[] = []
  const sockets = new WebSocketServer({ server, path: '/api/v1/live', handleProtocols: () => LIVE_PROTOCOL })
  const first = [...world.people.values()][0]
  const live = {
    faces: (frame: number): readonly LiveFace[] =>
      first ? [known(first, 1, Math.sin(frame / 12) * 40)] : [nameless('unknown', 1, 0)],
    door: viewOf('idle'),
    refuse: false,
    framesSeen: 0,
    get connections() {
      return sockets.clients.size
    },
    heard,
    tell: (message: ServerMessage) => {
      for (const socket of sockets.clients) socket.send(JSON.stringify(message))
    },
    drop: () => {
      for (const socket of sockets.clients) socket.terminate()
    },
    close: () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
  sockets.on('connection', socket => {
    if (live.refuse) {
      socket.terminate()
      return
    }
    const page = new FakePage(socket, world, live)
    socket.on('message', (bytes: Buffer, isBinary) => {
      if (isBinary) page.answer(bytes.readUInt32BE(0))
      else {
        const message = JSON.parse(bytes.toString()) as ClientMessage
        heard.push(message)
        page.hear(message)
      }
    })
    socket.on('close', () => {
      page.close()
    })
  })
  return live
}

class FakePage {
  readonly #socket: WebSocket
  readonly #world: World
  readonly #live: Pick<FakeLive, 'faces' | 'door'> & { framesSeen: number }
  #atDoor = false
  #enrolmentId: string | undefined
  #take = false
  #looks = 0
  #watching: ReturnType<typeof setInterval> | undefined

  constructor(socket: WebSocket, world: World, live: Pick<FakeLive, 'faces' | 'door'> & { framesSeen: number }) {
    this.#socket = socket
    this.#world = world
    this.#live = live
    this.#say({ type: 'welcome', streamId: 's1' })
  }

  hear(message: ClientMessage): void {
    if (message.type === 'recognize') this.#enrolmentId = undefined
    if (message.type === 'door') this.#atDoor = true
    if (message.type === 'enrol') this.#enrolmentId = message.enrolmentId
    if (message.type === 'take') this.#take = true
    if (message.type === 'watch') this.#watch(message.cameraId)
    if (message.type === 'unwatch') this.close()
  }

  answer(frame: number): void {
    this.#live.framesSeen += 1
    if (this.#atDoor) this.#say({ type: 'door', frame, view: this.#live.door, tookMs: 12 })
    else if (this.#enrolmentId !== undefined) this.#look(frame, this.#enrolmentId)
    else this.#say({ type: 'faces', frame, width: 1280, height: 720, faces: [...this.#live.faces(frame)], tookMs: 12 })
  }

  close(): void {
    clearInterval(this.#watching)
  }

  #look(frame: number, enrolmentId: string): void {
    const at = Math.floor(this.#looks / FRAMES_A_HINT)
    const hint = GUIDE[at] ?? 'enough'
    const isDue = this.#looks % FRAMES_A_HINT === FRAMES_A_HINT - 1 && at >= 2 && at < GUIDE.length
    const taken = isDue || this.#take ? takePhoto(this.#world, enrolmentId) : null
    this.#take = false
    this.#looks += 1
    this.#say({ type: 'look', frame, width: 1280, height: 720, hint, box: HEAD, quality: 80, pose: 'front', tookMs: 12, taken })
  }

  #watch(cameraId: string): void {
    this.close()
    const camera = this.#world.cameras.get(cameraId)
    if (!camera) return
    this.#say({ type: 'camera', cameraId, state: camera.state.state, reason: camera.state.reason })
    if (camera.state.state !== 'online') return
    void drawRoom(cameraId).then(jpeg => {
      let frame = 0
      this.#watching = setInterval(() => {
        frame += 1
        const header: WatchedFrame = { cameraId, frame, width: 1280, height: 720, faces: [...this.#live.faces(0)], ageMs: 4 }
        const text = Buffer.from(JSON.stringify(header))
        const length = Buffer.alloc(4)
        length.writeUInt32BE(text.length)
        this.#socket.send(Buffer.concat([length, text, jpeg]))
      }, 100)
    })
  }

  #say(message: ServerMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}
