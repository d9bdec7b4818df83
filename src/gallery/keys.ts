// Keys and the places they have: 0, 1, 2 … without gaps, found in either direction. Knows no people.

import { bytesOfFirst, withRoom, type Parts } from './columns.ts'
import { Texts } from './texts.ts'

const [FNV_OFFSET, FNV_PRIME] = [0x811c9dc5, 0x01000193]

export class Keys implements Parts {
  readonly #texts = new Texts()
  /** Places and one more, 0 where there is none; a key's is in the first free slot from its hash on (linear probing). */
  #slots = new Int32Array(16)
  /** Of each place: to make room for twice as many, no key is looked at. */
  #hashes = new Uint32Array()

  get size(): number {
    return this.#texts.size
  }

  at(place: number): string {
    return this.#texts.at(place)
  }

  /** Whether it sorts before, by its bytes as UTF-8. */
  isBefore(place: number, bytes: Uint8Array): boolean {
    return this.#texts.isBefore(place, bytes)
  }

  place(key: string): number | undefined {
    const bytes = Buffer.from(key)
    const found = this.#slots[this.#slotOf(bytes, hash(bytes))]!
    return found === 0 ? undefined : found - 1
  }

  /** @returns where it is, or is from now on */
  add(key: string): number {
    const bytes = Buffer.from(key)
    const hashed = hash(bytes)
    const slot = this.#slotOf(bytes, hashed)
    const found = this.#slots[slot]!
    if (found > 0) return found - 1
    const place = this.size
    this.#texts.set(place, key)
    this.#hashes = withRoom(this.#hashes, place + 1)
    this.#hashes[place] = hashed
    this.#slots[slot] = place + 1
    if (2 * this.size > this.#slots.length) this.#widen()
    return place
  }

  /** The last key takes its place. */
  remove(key: string): void {
    const bytes = Buffer.from(key)
    const slot = this.#slotOf(bytes, hash(bytes))
    const place = this.#slots[slot]! - 1
    if (place < 0) return
    const last = this.size - 1
    this.#free(slot)
    if (place !== last) this.#slots[this.#slotOf(this.#texts.bytesAt(last), this.#hashes[last]!)] = place + 1
    this.#hashes[place] = this.#hashes[last]!
    this.#texts.remove(place)
  }

  parts(): Uint8Array[] {
    return [...this.#texts.parts(), bytesOfFirst(this.#hashes, this.size), bytesOfFirst(this.#slots, this.#slots.length)]
  }

  room(lengths: readonly number[]): Uint8Array[] {
    const texts = this.#texts.room(lengths)
    this.#hashes = new Uint32Array(this.size)
    this.#slots = new Int32Array(lengths[texts.length + 1]! / Int32Array.BYTES_PER_ELEMENT)
    return this.parts()
  }

  /** Where the key is, or is to be put. */
  #slotOf(bytes: Uint8Array, hashed: number): number {
    const last = this.#slots.length - 1
    for (let slot = hashed & last; ; slot = (slot + 1) & last) {
      const found = this.#slots[slot]!
      if (found === 0) return slot
      if (this.#hashes[found - 1] === hashed && areSame(this.#texts.bytesAt(found - 1), bytes)) return slot
    }
  }

  /** Those behind it that would no longer be found move up (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). */
  #free(slot: number): void {
    const last = this.#slots.length - 1
    let free = slot
    for (let next = (slot + 1) & last; this.#slots[next] !== 0; next = (next + 1) & last) {
      const home = this.#hashes[this.#slots[next]! - 1]! & last
      if (((next - home) & last) < ((next - free) & last)) continue
      this.#slots[free] = this.#slots[next]!
      free = next
    }
    this.#slots[free] = 0
  }

  #widen(): void {
    this.#slots = new Int32Array(2 * this.#slots.length)
    const last = this.#slots.length - 1
    for (let place = 0; place < this.size; place++) {
      let slot = this.#hashes[place]! & last
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last
      this.#slots[slot] = place + 1
    }
  }
}

/** FNV-1a, 32 bits, folded: its lowest bits alone say too little. */
function hash(bytes: Uint8Array): number {
  let sum = FNV_OFFSET
  for (const byte of bytes) sum = Math.imul(sum ^ byte, FNV_PRIME)
  return (sum ^ (sum >>> 15)) >>> 0
}

function areSame(some: Uint8Array, others: Uint8Array): boolean {
  if (some.length !== others.length) return false
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false
  return true
}
