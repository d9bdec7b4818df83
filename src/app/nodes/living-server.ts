// Whether a server works with a database, as it shows in the leases: looked at from outside, by whoever must be alone.

import { setTimeout } from 'node:timers/promises'
import type { Lease } from '../../core/leases.ts'
import { LEASE_MS, PLACE } from './node.ts'

const LOOK_MS = 1000

/** Takes as long as a server may be silent where one was there and says nothing more. @returns what people call one that lives */
export async function livingServer(
  leases: () => Promise<readonly Lease[]>,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): Promise<string | undefined> {
  const placesOf = async () => (await leases()).filter(({ name }) => name.startsWith(PLACE))
  const before = new Map((await placesOf()).map(({ name, renewals }) => [name, renewals]))
  if (before.size === 0) return undefined
  for (let waitedMs = 0; waitedMs <= LEASE_MS; waitedMs += LOOK_MS) {
    await pause(LOOK_MS)
    const places = await placesOf()
    if (places.length === 0) return undefined
    const living = places.find(({ name, renewals }) => before.get(name) !== renewals)
    if (living) return living.about
  }
  return undefined
}
