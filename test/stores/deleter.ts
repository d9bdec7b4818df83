// A process that deletes a person of a store and says how many bytes it took for that at most: `deleter.ts STORE NAME`.

import { writeSync } from 'node:fs'
import { memoryUsage } from 'node:process'
import { openSqliteStore } from '../../src/stores/sqlite.ts'

const [file = '', name = ''] = process.argv.slice(2)
const store = await openSqliteStore(file)
const { id } = (await store.findPerson(name))!
const before = memoryUsage.rss()
let most = before
// The file is written beside this thread. What resourceUsage() calls the most begins with the memory of whoever started this process.
const look = setInterval(() => {
  most = Math.max(most, memoryUsage.rss())
}, 5)
await store.deletePerson(id)
clearInterval(look)
writeSync(1, String(most - before))
await store.close()
