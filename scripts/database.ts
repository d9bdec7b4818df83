// Starts a database of its own and prints its address, until it is interrupted: `npx tsx scripts/database.ts "PostgreSQL 17"`. Without a name it lists what is there.

import { once } from 'node:events'
import { DATABASES } from '../test/stores/databases.ts'

const [wanted] = process.argv.slice(2)
const found = DATABASES.find(({ name }) => name === wanted)
if (!found) {
  console.log(DATABASES.map(({ name }) => name).join('\n'))
} else {
  const server = await found.start()
  const alive = setInterval(() => undefined, 60_000)
  try {
    console.log(server.address())
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  } finally {
    clearInterval(alive)
    await server.remove()
  }
}
