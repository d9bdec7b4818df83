// A program that stands before a door as the page of a kiosk does, with somebody before its camera who does what the door asks.

import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { shownBy } from '../../src/recognition/challenge/movement.ts'
import type { DoorView } from '../../src/server/contract/doors.ts'
import { LIVE_PROTOCOL, serverMessage, type ClientMessage } from '../../src/server/contract/live.ts'
import { colourAt } from '../../web/src/kiosk/colour-plan.ts'
import type { Filmed, Moment } from './filmed.ts'

/** From being asked to moving: nobody is quicker. */
const REACTION_MS = 400
/** A camera of 15 frames a second. */
const FRAME_MS = 66

export interface BeforeDoor {
  /** Stands there until the door shows this. @throws Error when it does not in time */
  standUntil(isReached: (view: DoorView) => boolean, withinMs: number): Promise<DoorView>
  /** What was shown so far, each change once. */
  readonly shown: readonly string[]
  leave(): void
}

export interface Comer {
  readonly filmed: Filmed
  /** What they type, each time it is asked for the next; the last one again and again. */
  readonly typed: readonly string[]
}

/** @param key of a kiosk beside this door */
export async function comeTo(url: string, doorId: string, key: string, { filmed, typed }: Comer): Promise<BeforeDoor> {
  const headers = { authorization: `Bearer ${key}` }
  const asked = await fetch(`${url}/api/v1/doors/${doorId}/ticket`, { method: 'POST', headers })
  const { ticket } = (await asked.json()) as { ticket: string }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live?ticket=${ticket}`, LIVE_PROTOCOL)
  await once(socket, 'open')
  const say = (message: ClientMessage) => {
    socket.send(JSON.stringify(message))
  }
  say({ type: 'door', doorId, camera: 'Integrated Camera' })

  const shown: string[] = []
  const person = new Willing(say, typed)
  let view: DoorView | undefined
  let answered = 0
  socket.on('message', (bytes: Buffer) => {
    const message = serverMessage.parse(JSON.parse(bytes.toString()))
    if (message.type === 'dropped') answered = message.frame
    if (message.type !== 'door') return
    if (message.frame !== null) answered = message.frame
    view = message.view
    person.read(view)
    const line = [
      view.state,
      view.step && `${view.step.action}${view.step.returning ? ' (back)' : ''}`,
      view.failure,
      ...view.reasons,
    ]
    const words = line.filter(Boolean).join(' ')
    if (shown.at(-1) !== words) shown.push(words)
  })

  let frame = 0
  return {
    shown,
    async standUntil(isReached, withinMs) {
      const endAt = performance.now() + withinMs
      while (!(view && isReached(view))) {
        if (performance.now() > endAt) throw new Error(`The door did not show this in time, but:\n${shown.join('\n')}`)
        // The next frame goes once the last was answered, as the page's do.
        if (answered >= frame) {
          const number = Buffer.alloc(4)
          number.writeUInt32BE(++frame)
          socket.send(Buffer.concat([number, await filmed.picture(person.moment())]))
        }
        await delay(FRAME_MS)
      }
      return view
    },
    leave: () => {
      socket.terminate()
    },
  }
}

/** Does what the screen says, a moment later; asks for another movement where the clip has none, and begins again when refused. */
class Willing {
  readonly #say: (message: ClientMessage) => void
  #held: Moment['held'] = 'straight'
  /** What is to be typed, the next first. */
  #typed: string[]
  #asked = ''
  #askedAt = 0
  #wasRefused = false
  #colours: { readonly of: NonNullable<DoorView['colours']>; readonly since: number } | undefined

  constructor(say: (message: ClientMessage) => void, typed: readonly string[]) {
    this.#say = say
    this.#typed = [...typed]
  }

  read({ state, step, colours, reasons }: DoorView): void {
    const now = performance.now()
    if (colours?.nonce !== this.#colours?.of.nonce) this.#colours = colours ? { of: colours, since: now } : undefined
    const asked = step ? `${step.index} ${step.action} ${step.returning}` : `${state} ${reasons.join(' ')}`
    if (asked === this.#asked) return
    this.#asked = asked
    this.#askedAt = now
    const movement = step && shownBy({ action: step.action, dot: step.dot ?? undefined })
    const isUnable = movement === 'up' || movement === 'blink'
    this.#held = !step || !movement || step.returning || isUnable ? 'straight' : movement
    if (isUnable && step && step.alternatives > 0) this.#say({ type: 'another_movement' })
    if (state === 'factor') this.#type()
    this.#wasRefused ||= state === 'refused'
    if (state !== 'approach' || !this.#wasRefused) return
    this.#wasRefused = false
    this.#say({ type: 'begin_again' })
  }

  #type(): void {
    const value = this.#typed.length > 1 ? this.#typed.shift() : this.#typed[0]
    if (value !== undefined) this.#say({ type: 'factor', value })
  }

  moment(): Moment {
    const now = performance.now()
    const colour = this.#colours && colourAt(this.#colours.of, now - this.#colours.since)
    return { held: now - this.#askedAt < REACTION_MS ? 'straight' : this.#held, colour }
  }
}
