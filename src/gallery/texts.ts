// Texts by their place, one after the other in memory as UTF-8: decoded when asked for, since of a million names a search tells five. Knows no people.

import { bytesOfFirst, withRoom, type Parts } from './columns.ts'

/** Less that nobody needs any more is not worth moving the others for. */
const LEAST_WASTE_BYTES = 1 << 20

export class Texts implements Parts {
  #size = 0
  #bytes = Buffer.alloc(0)
  /** How many of the bytes are taken, those that nobody needs any more among them. */
  #end = 0
  #waste = 0
  #starts = new Uint32Array()
  #lengths = new Uint32Array()

  get size(): number {
    return this.#size
  }

  at(place: number): string {
    const start = this.#starts[place]!
    return this.#bytes.toString('utf8', start, start + this.#lengths[place]!)
  }

  /** A view, until the next change. */
  bytesAt(place: number): Uint8Array {
    const start = this.#starts[place]!
    return this.#bytes.subarray(start, start + this.#lengths[place]!)
  }

  /** Whether it sorts before, byte by byte. */
  isBefore(place: number, bytes: Uint8Array): boolean {
    const [start, length] = [this.#starts[place]!, this.#lengths[place]!]
    const common = Math.min(length, bytes.length)
    for (let i = 0; i < common; i++) {
      const difference = this.#bytes[start + i]! - bytes[i]!
      if (difference !== 0) return difference < 0
    }
    return length < bytes.length
  }

  /** In place of what is there; the place behind the last adds one. */
  set(place: number, text: string): void {
    const length = Buffer.byteLength(text)
    if (place < this.#size) this.#erase(place)
    else this.#size++
    if (this.#waste > Math.max(LEAST_WASTE_BYTES, this.#end / 2)) this.#tidy()
    this.#reach(this.#end + length)
    this.#starts = withRoom(this.#starts, this.#size)
    this.#lengths = withRoom(this.#lengths, this.#size)
    this.#starts[place] = this.#end
    this.#lengths[place] = this.#bytes.write(text, this.#end)
    this.#end += length
  }

  /** The last one takes its place. What was there is overwritten. */
  remove(place: number): void {
    this.#erase(place)
    this.#size--
    this.#starts[place] = this.#starts[this.#size]!
    this.#lengths[place] = this.#lengths[this.#size]!
  }

  parts(): Uint8Array[] {
    return [this.#bytes.subarray(0, this.#end), bytesOfFirst(this.#starts, this.#size), bytesOfFirst(this.#lengths, this.#size)]
  }

  room([bytes, starts]: readonly number[]): Uint8Array[] {
    this.#end = bytes!
    this.#size = starts! / Uint32Array.BYTES_PER_ELEMENT
    this.#waste = 0
    this.#bytes = Buffer.alloc(this.#end)
    this.#starts = new Uint32Array(this.#size)
    this.#lengths = new Uint32Array(this.#size)
    return this.parts()
  }

  #reach(end: number): void {
    if (end <= this.#bytes.length) return
    const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, end))
    this.#bytes.copy(larger)
    this.#bytes = larger
  }

  #erase(place: number): void {
    this.bytesAt(place).fill(0)
    this.#waste += this.#lengths[place]!
    this.#lengths[place] = 0
  }

  #tidy(): void {
    const before = this.#bytes
    const bytes = Buffer.alloc(this.#end - this.#waste)
    let end = 0
    for (let place = 0; place < this.#size; place++) {
      const start = this.#starts[place]!
      before.copy(bytes, end, start, start + this.#lengths[place]!)
      this.#starts[place] = end
      end += this.#lengths[place]!
    }
    this.#bytes = bytes
    this.#end = end
    this.#waste = 0
  }
}
