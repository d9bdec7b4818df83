// Who is in a gallery: ids, names, and how many photos each can be compared by. Knows no templates.

import type { Person } from '../core/types.ts'
import { bytesOfFirst, withRoom, type Parts } from './columns.ts'
import { Keys } from './keys.ts'
import { Texts } from './texts.ts'

export class Roster implements Parts {
  readonly #ids = new Keys()
  readonly #names = new Texts()
  /** Milliseconds since 1970. */
  #createdAt = new Float64Array()
  #photos = new Uint32Array()

  has(id: string): boolean {
    return this.#ids.place(id) !== undefined
  }

  /** Nobody of that id has none. */
  nameOf(id: string): string {
    const place = this.#ids.place(id)
    return place === undefined ? '' : this.#names.at(place)
  }

  /** Nobody of that id has none. */
  photosOf(id: string): number {
    const place = this.#ids.place(id)
    return place === undefined ? 0 : this.#photos[place]!
  }

  /** When the last of them was registered, in milliseconds since 1970; 0 where there is nobody. */
  get newestAtMs(): number {
    return this.#createdAt.subarray(0, this.#ids.size).reduce((newest, at) => Math.max(newest, at), 0)
  }

  put({ id, name, createdAt }: Person, photos: number): void {
    const place = this.#ids.add(id)
    this.#names.set(place, name)
    this.#createdAt = withRoom(this.#createdAt, this.#ids.size)
    this.#photos = withRoom(this.#photos, this.#ids.size)
    this.#createdAt[place] = createdAt.getTime()
    this.#photos[place] = photos
  }

  /** Nobody of that id is no error. */
  remove(id: string): void {
    const place = this.#ids.place(id)
    if (place === undefined) return
    this.#ids.remove(id)
    this.#names.remove(place)
    this.#createdAt[place] = this.#createdAt[this.#ids.size]!
    this.#photos[place] = this.#photos[this.#ids.size]!
  }

  /** Ids of those with photos that sort first, as many as wanted, without sorting all. */
  first(wanted: number): string[] {
    let first: Buffer[] = []
    let end: Buffer | undefined
    for (let place = 0; place < this.#ids.size; place++) {
      if (this.#photos[place] === 0 || (end && !this.#ids.isBefore(place, end))) continue
      first.push(Buffer.from(this.#ids.at(place)))
      if (first.length < 2 * wanted) continue
      first = first.sort((a, b) => a.compare(b)).slice(0, wanted)
      end = first.at(-1)
    }
    return first
      .sort((a, b) => a.compare(b))
      .slice(0, wanted)
      .map(id => id.toString())
  }

  /** Ids of those who are in none of the parts. Nobody comes or goes meanwhile. */
  async notAmong(parts: AsyncIterable<readonly string[]>): Promise<string[]> {
    const isThere = new Uint8Array(this.#ids.size)
    for await (const part of parts) {
      for (const id of part) {
        const place = this.#ids.place(id)
        if (place !== undefined) isThere[place] = 1
      }
    }
    const missing: string[] = []
    for (const [place, there] of isThere.entries()) if (there === 0) missing.push(this.#ids.at(place))
    return missing
  }

  parts(): Uint8Array[] {
    const columns = [this.#createdAt, this.#photos].map(column => bytesOfFirst(column, this.#ids.size))
    return [...this.#ids.parts(), ...this.#names.parts(), ...columns]
  }

  room(lengths: readonly number[]): Uint8Array[] {
    const ids = this.#ids.room(lengths)
    this.#names.room(lengths.slice(ids.length))
    this.#createdAt = new Float64Array(this.#ids.size)
    this.#photos = new Uint32Array(this.#ids.size)
    return this.parts()
  }

  /** In any order. */
  *[Symbol.iterator](): Generator<Person> {
    for (let place = 0; place < this.#ids.size; place++) yield this.#at(place)
  }

  #at(place: number): Person {
    return { id: this.#ids.at(place), name: this.#names.at(place), createdAt: new Date(this.#createdAt[place]!) }
  }
}

/** The order of `first()`. */
export const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
