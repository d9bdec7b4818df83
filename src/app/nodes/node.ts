// One of several servers on one store: says that it lives, and knows which cameras and tasks are its own.

import { randomUUID } from 'node:crypto'
import type { Lease, Leases } from '../../core/leases.ts'
import type { MonotonicClock } from '../../core/ports.ts'
import { shareOut } from './share-out.ts'

export interface NodeOptions {
  readonly leases: Leases
  /** What people call this server: the name of the machine. */
  readonly about: string
  /** Everything that one of the servers has to do now: what is alike together, since each kind is shared out by itself. */
  readonly wanted: () => Promise<readonly (readonly string[])[]>
  /** What is this server's to do has changed. Waited for: what is let go is given to others afterwards. */
  readonly onHeld: (names: ReadonlySet<string>) => Promise<void>
  /** Grows with what this server wrote that others may want to look at: events, visits. Told with the beat. */
  readonly written: () => number
  /** Another server wrote something of that kind since the last beat. */
  readonly onOthersWrote: () => void
  readonly clock: MonotonicClock
}

/** A server that was not heard of for so long is dead to the others. */
export const LEASE_MS = 6000
/** Who holds a lease stops believing in it earlier than others do. */
const SURE_MS = 5000
/** What the name of a server's own lease begins with. */
export const PLACE = 'node:'
/** Beside its place each server has a lease that says how much it wrote. */
const WRITTEN = 'written:'
const isShared = (name: string): boolean => !name.startsWith(PLACE) && !name.startsWith(WRITTEN)

interface Seen {
  readonly lease: Lease
  /** When it was seen like this for the first time, by this server's clock. */
  readonly sinceMs: number
}

export class Node {
  readonly id: string = randomUUID()
  readonly #options: NodeOptions
  #seen: ReadonlyMap<string, Seen> = new Map()
  #held: ReadonlySet<string> = new Set()
  #sureUntilMs = -Infinity
  #told = 0
  #beating = Promise.resolve()
  #closed = false

  constructor(options: NodeOptions) {
    this.#options = options
  }

  /** What was this server's at the last beat, whether or not the store can be asked now: cameras go on while it is away. */
  get held(): ReadonlySet<string> {
    return this.#held
  }

  /** Nobody else can have taken what is held: now may be written what must be written once. */
  get isSure(): boolean {
    return this.#options.clock() < this.#sureUntilMs
  }

  /** What people call the server that has this. */
  holderOf(name: string): string | undefined {
    return this.#seen.get(name)?.lease.about
  }

  /** To be done about every second; one at a time. @throws RostroError store_*, and what `wanted` and `onHeld` throw */
  beat(): Promise<void> {
    return (this.#beating = this.#beating.catch(() => {}).then(() => (this.#closed ? undefined : this.#beatOnce())))
  }

  /** Others may have at once what was this server's. @throws RostroError store_* */
  async close(): Promise<void> {
    this.#closed = true
    await this.#beating.catch(() => {})
    await this.#hold(new Set())
    await this.#options.leases.release(this.id)
  }

  async #beatOnce(): Promise<void> {
    const { leases, wanted, clock } = this.#options
    const sentMs = clock()
    const mine = await leases.renew(this.id)
    if (!mine.includes(PLACE + this.id)) await this.#take(PLACE + this.id, undefined)
    const { living, dead } = this.#look(await leases.list())
    await this.#tellWritten()
    await this.#bury(dead)
    const kinds = await wanted()
    const holders = new Map(living.map(({ name, holder }) => [name, holder]))
    const places = living.filter(({ name }) => name.startsWith(PLACE))
    const shares = kinds.map(wanted => shareOut({ wanted, holders, me: this.id, living: places.length }))
    const all = new Set(kinds.flat())
    const given = new Set(shares.flatMap(({ release }) => release))
    const held = mine.filter(isShared)
    const kept = held.filter(name => all.has(name) && !given.has(name))
    // Let go first, given away afterwards: no camera is watched twice.
    await this.#hold(new Set(kept))
    await leases.release(
      this.id,
      held.filter(name => !kept.includes(name)),
    )
    const taken: string[] = []
    for (const name of shares.flatMap(({ take }) => take))
      if (await this.#take(name, this.#seen.get(name)?.lease)) taken.push(name)
    this.#sureUntilMs = sentMs + SURE_MS
    await this.#hold(new Set([...kept, ...taken]))
  }

  #take(name: string, seen: Lease | undefined, about = this.#options.about): Promise<boolean> {
    return this.#options.leases.take({ name, holder: this.id, about }, seen)
  }

  async #tellWritten(): Promise<void> {
    const written = this.#options.written()
    if (written === this.#told) return
    const name = WRITTEN + this.id
    if (await this.#take(name, this.#seen.get(name)?.lease, String(written))) this.#told = written
  }

  /**
   * Each lease is judged by itself: who took a dead server's place, or did not see it yet, knows nothing of its cameras, which
   * it may have counted up again this very moment.
   */
  #look(leases: readonly Lease[]): { readonly living: readonly Lease[]; readonly dead: readonly Lease[] } {
    const nowMs = this.#options.clock()
    const before = this.#seen
    const isSame = (a: Lease | undefined, b: Lease) => a?.holder === b.holder && a.renewals === b.renewals
    this.#seen = new Map(
      leases.map(lease => {
        const kept = before.get(lease.name)
        return [lease.name, kept && isSame(kept.lease, lease) ? kept : { lease, sinceMs: nowMs }]
      }),
    )
    const isNews = ({ name, holder, about }: Lease) =>
      name.startsWith(WRITTEN) && holder !== this.id && before.get(name)?.lease.about !== about
    if (leases.some(isNews)) this.#options.onOthersWrote()
    const isLiving = ({ name }: Lease) => nowMs - this.#seen.get(name)!.sinceMs <= LEASE_MS
    return { living: leases.filter(isLiving), dead: leases.filter(lease => !isLiving(lease)) }
  }

  /** What servers that died had of their own is given up for them, so that it does not gather. One that comes back takes it again. */
  async #bury(dead: readonly Lease[]): Promise<void> {
    for (const { name, holder } of dead) if (!isShared(name)) await this.#options.leases.release(holder, [name])
  }

  async #hold(names: ReadonlySet<string>): Promise<void> {
    const before = this.#held
    this.#held = names
    if (names.size !== before.size || [...names].some(name => !before.has(name))) await this.#options.onHeld(names)
  }
}
