// A process that enrols people, sees them and notes it in a loop until it is killed: `enroller.ts STORE PREFIX`. Prints each number once all is kept.

import { writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { RostroError } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/ports.ts'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { faceEvent, shotOf } from '../contracts/store-fixtures.ts'
import { numberedPerson } from './numbered-person.ts'

const [address = '', prefix = ''] = process.argv.slice(2)

/** Undefined when the store is away. */
async function unlessAway<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RostroError) || error.kind !== 'storage' || error.code === 'store_corrupt') throw error
    await setTimeout(10)
    return undefined
  }
}

async function opened(): Promise<Store> {
  return (await unlessAway(() => openStoreAt(address))) ?? opened()
}

const store = await opened()
for (let number = 0; ; number++) {
  const { name, references } = numberedPerson(prefix, number)
  const done = await unlessAway(async () => {
    const person = await store.enrol(name, references)
    await store.events.save(faceEvent(name, person), shotOf(name))
    await store.audit.add({ at: new Date(), by: prefix, action: 'enrol', detail: name })
    return true
  })
  if (done) writeSync(1, `${number}\n`)
}
