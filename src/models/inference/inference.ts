// The networks in threads of their own, behind the same Session: shared by everybody, started as they are wanted, started anew when they end.

import { RostroError } from '../../core/errors.ts'
import { Rooms } from '../rooms.ts'
import type { Session, SessionOptions } from '../session.ts'
import { Lane, startInferenceThread, type StartLane } from './lane.ts'
import type { Opened } from './messages.ts'

/** Threads that hang are there until the process ends; so many are reason enough to end it. */
const MAX_HANGING = 3

interface Network {
  readonly read: () => Promise<Uint8Array>
  readonly options: SessionOptions
}

export interface InferenceOptions {
  /** At most. A second thread is started when somebody waits for the first. */
  readonly threads: number
  /** So many threads hang that no other is started. */
  readonly onGivenUp?: (() => void) | undefined
  /** For tests. */
  readonly start?: StartLane
}

export class InferenceThreads {
  readonly #options: InferenceOptions
  readonly #networks: Network[] = []
  readonly #lanes = new Set<Lane>()
  #starting: Promise<Lane> | undefined
  #hanging = 0
  #closed = false

  constructor(options: InferenceOptions) {
    this.#options = options
  }

  /**
   * Opens a network in the first thread, and in the others when they start.
   * @param read the verified bytes, which are asked for anew whenever a thread starts
   * @throws RostroError device_unavailable, model_incompatible, and what `read` throws
   */
  async open(read: () => Promise<Uint8Array>, options: SessionOptions): Promise<Session> {
    const network = this.#networks.length
    const lane = await this.#idlest()
    const opened = await lane.open(network, await read(), options)
    this.#networks.push({ read, options })
    return this.#session(network, opened)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#starting?.catch(() => {}) // Whoever waits for it hears of it.
    await Promise.all([...this.#lanes].map(lane => lane.close()))
    this.#lanes.clear()
  }

  #session(network: number, opened: Opened): Session {
    const rooms = new Rooms()
    return {
      ...opened,
      room: length => rooms.take(length),
      run: async ({ data, dims }) => {
        const idlest = this.#idlest()
        const lane = idlest instanceof Lane ? idlest : await idlest
        const { outputs, room } = await lane.run(network, { data: rooms.isLent(data) ? data : data.slice(), dims })
        rooms.exchange(data, room)
        return outputs
      },
      // Their threads end all at once.
      close: () => Promise.resolve(),
    }
  }

  /** At once where one is open, so that whoever asks next sees it busy. */
  #idlest(): Lane | Promise<Lane> {
    const idlest = [...this.#lanes].sort((a, b) => a.load - b.load)[0]
    if (!idlest) return (this.#starting ??= this.#start())
    // That one more does not start is heard by whoever has no other.
    if (idlest.load > 0 && this.#lanes.size < this.#options.threads) (this.#starting ??= this.#start()).catch(() => {})
    return idlest
  }

  #start(): Promise<Lane> {
    return this.#startLane().finally(() => {
      this.#starting = undefined
    })
  }

  async #startLane(): Promise<Lane> {
    if (this.#closed) throw new RostroError('device_unavailable', 'The networks are closed; open them again.')
    if (this.#hanging >= MAX_HANGING) {
      const sentence = `${MAX_HANGING} threads hang in a network; restart Rostro, and look at the driver of the device.`
      throw new RostroError('device_unavailable', sentence)
    }
    const lane = new Lane(this.#options.start ?? startInferenceThread, hangs => {
      this.#lanes.delete(lane)
      if (hangs && ++this.#hanging === MAX_HANGING) this.#options.onGivenUp?.()
    })
    try {
      for (const [network, { read, options }] of this.#networks.entries()) await lane.open(network, await read(), options)
    } catch (error) {
      await lane.close()
      throw error
    }
    this.#lanes.add(lane)
    return lane
  }
}
