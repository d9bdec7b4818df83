// Which way a door is opened.

import type { DoorOpenerSettings } from '../../core/doors.ts'
import { RostroError } from '../../core/errors.ts'
import type { Resolve } from '../../alerts/guarded-lookup.ts'
import type { DoorOpener } from './door-opener.ts'
import { openByCommand } from './open-by-command.ts'
import { openByHttp } from './open-by-http.ts'
import { openByMqtt } from './open-by-mqtt.ts'

export interface OpenerOptions {
  /** Whoever started the server said that doors may run programs of it. */
  readonly allowCommands: boolean
  readonly resolve?: Resolve | undefined
}

/** @throws RostroError address_refused, forbidden */
export function createOpener(settings: DoorOpenerSettings, { allowCommands, resolve }: OpenerOptions): DoorOpener {
  switch (settings.kind) {
    case 'none':
      return { open: () => Promise.resolve(), close: () => Promise.resolve() }
    case 'http':
      return openByHttp(settings, resolve)
    case 'mqtt':
      return openByMqtt(settings, resolve)
    case 'command':
      if (allowCommands) return openByCommand(settings)
      throw new RostroError('forbidden', 'This server runs no programs for doors; start it with --door-commands if it should.')
  }
}
