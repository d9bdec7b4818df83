// A process that makes alerts and delivers them until it is killed: node --import tsx alerting-child.ts FILE WEBHOOK BROKER FROM COUNT.
// Prints the number of each visit once its alert is written down. Even numbers are before one camera, odd ones before another.

import { writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Alerting } from '../../src/app/alerting.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { arrived, ruleOf, visitOf } from './fixtures.ts'

const [file = '', url = '', broker = '', from = '', count = ''] = process.argv.slice(2)
const store = await openSqliteStore(file)
if ((await store.alerts.targets()).length === 0) {
  await store.alerts.putRule({ id: 'r1', body: JSON.stringify(ruleOf()) })
  const common = { name: 'Target', enabled: true }
  const hook = { ...common, id: 'hook', kind: 'webhook', url, secret: 'x'.repeat(16), allowPrivate: true }
  const mqtt = { ...common, id: 'mqtt', kind: 'mqtt', url: broker, username: null, password: null, topic: 'rostro' }
  await store.alerts.putTarget({ id: 'hook', body: JSON.stringify(hook) })
  if (broker !== '') await store.alerts.putTarget({ id: 'mqtt', body: JSON.stringify({ ...mqtt, homeAssistant: false }) })
}
const written = new Map<string, () => void>()
const alerting = new Alerting({
  store,
  folder: '/nowhere',
  version: '1.2.3',
  onNotice: ({ visitId }) => {
    writeSync(1, `${visitId}\n`)
    written.get(visitId!)?.()
  },
  onProblem: () => {},
})
await alerting.start()
const end = Number(from) + Number(count)
for (let number = Number(from); number < end; number++) {
  const isWritten = new Promise<void>(resolve => written.set(String(number), resolve))
  const cameraId = number % 2 === 0 ? 'door' : 'garden'
  alerting.take(arrived(visitOf({ kind: 'anonymous' }, { id: String(number), cameraId })))
  await isWritten
}
await setTimeout(600_000) // Until it is killed: deliveries go on.
