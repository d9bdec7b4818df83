// Doors that look through one camera of the server, from one connection of it to the next: whoever stands there is looked at beside the camera's own work.

import { createHash } from 'node:crypto'
import type { Networks } from '../../core/ports.ts'
import type { Image } from '../../core/types.ts'
import type { Polygon } from '../../recognition/within-view.ts'
import { Access } from './access.ts'
import type { AccessFault, AccessLook } from './access-look.ts'
import type { OpenAccess } from './accesses.ts'
import type { Zone } from './engine.ts'
import type { SharedFrame } from './look-once.ts'
import type { Vision } from './vision.ts'
import { frameSize } from '../../recognition/views.ts'

export interface DoorEyesOptions {
  readonly vision: Vision
  /** Those that the camera works with, so that nobody looks for faces twice: see lookingOnce(). */
  readonly networks: Networks
  readonly zones: readonly Zone[]
  /** It is a recording, or a program that says it is a camera: nobody is let in by it. */
  readonly isProgram: () => Promise<boolean>
  /** The doors there are now. */
  readonly doors: () => readonly OpenAccess[]
  readonly onLook: (accessId: string, seen: AccessLook | AccessFault) => void
}

export class DoorEyes {
  readonly #options: DoorEyesOptions
  readonly #accesses = new Map<string, Access>()
  #isProgram: boolean | undefined

  constructor(options: DoorEyesOptions) {
    this.#options = options
  }

  /** After the camera looked at the frame: one in which it looked for no faces is left out. */
  async look(frame: SharedFrame): Promise<void> {
    const { networks, doors } = this.#options
    const open = doors()
    for (const id of this.#accesses.keys()) if (!open.some(door => door.id === id)) this.#accesses.delete(id)
    const small = open.length > 0 && (await frame.made(frameSize(frame, networks.detector)))
    if (!small) return
    const pictureHash = hashOf(small)
    for (const door of open) await this.#lookFor(door, frame, pictureHash)
  }

  decideAnew(): void {
    for (const access of this.#accesses.values()) access.decideAnew()
  }

  async #lookFor(door: OpenAccess, frame: SharedFrame, pictureHash: string): Promise<void> {
    const { onLook, vision } = this.#options
    try {
      const access = await this.#accessOf(door)
      onLook(door.id, access ? await vision.turns.run(() => access.take(frame, pictureHash)) : 'camera_fault')
    } catch {
      // What the networks threw, the camera's own recognition says, too.
      onLook(door.id, 'model_fault')
    }
  }

  /** Undefined: its zone is gone. */
  async #accessOf({ id, settings }: OpenAccess): Promise<Access | undefined> {
    const { vision, networks, isProgram } = this.#options
    const zones = this.#zonesOf(settings.camera?.zone)
    if (!zones) return undefined
    this.#isProgram ??= await isProgram()
    const source = { networks, zones, isProgram: this.#isProgram }
    const access = this.#accesses.get(id) ?? new Access(id, settings, vision, source)
    access.change(settings)
    this.#accesses.set(id, access)
    return access
  }

  #zonesOf(name: string | undefined): readonly Polygon[] | undefined {
    if (name === undefined) return []
    const zones = this.#options.zones.filter(zone => zone.name === name)
    return zones.length > 0 ? zones : undefined
  }
}

const hashOf = ({ width, height, data }: Image): string =>
  createHash('sha256').update(`${width}x${height} `).update(data).digest('hex')
