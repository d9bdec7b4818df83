// Memory of tensors whose runs are over, to be filled anew: memory made for every run costs page faults and garbage.

/** Of one length, and of all. */
const MOST_ALIKE = 4
const MOST = 24

export class Rooms {
  readonly #free: Float32Array[] = []
  readonly #lent = new WeakSet<Float32Array>()

  /** What is in it is left over. */
  take(length: number): Float32Array {
    const at = this.#free.findLastIndex(room => room.length === length)
    const room = at < 0 ? new Float32Array(length) : this.#free.splice(at, 1)[0]!
    this.#lent.add(room)
    return room
  }

  /** Whether nobody else has it. */
  isLent(room: Float32Array): boolean {
    return this.#lent.has(room)
  }

  /** Only what was lent comes back; where there is too much, what was not wanted longest goes. */
  give(room: Float32Array): void {
    if (!this.#lent.delete(room)) return
    this.#keep(room)
  }

  /** In place of one that went to another thread. */
  exchange(gone: Float32Array, back: Float32Array): void {
    if (this.#lent.delete(gone)) this.#keep(back)
  }

  #keep(room: Float32Array): void {
    if (this.#free.filter(({ length }) => length === room.length).length >= MOST_ALIKE) return
    this.#free.push(room)
    if (this.#free.length > MOST) this.#free.shift()
  }
}
