// A process that enrols people and sees them in a loop until it is killed: `enroller.ts FILE PREFIX`. Prints each number once it is kept.

import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { faceEvent, shotOf } from '../contracts/store-fixtures.ts'
import { numberedPerson } from './numbered-person.ts'

const [file = '', prefix = ''] = process.argv.slice(2)
const store = await openSqliteStore(file)
for (let number = 0; ; number++) {
  const { name, references } = numberedPerson(prefix, number)
  const person = await store.enrol(name, references)
  await store.events.save(faceEvent(name, person), shotOf(name))
  writeSync(1, `${number}\n`)
}
