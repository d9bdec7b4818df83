// What reaches receivers that fail in every way when the process that makes and delivers alerts is killed again and again.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Alert } from '../../src/alerts/rule.ts'
import { randomOf } from '../contracts/store-fixtures.ts'
import { storeFile } from '../stores/folder.ts'
import { listenTo, noBroker, openBroker } from './broker.ts'
import { fails, hangs, openReceiver, takes } from './receiver.ts'

const AT_MOST = 100
const CAMERAS = ['door', 'garden']
/** How the webhook and the broker are while one process after another lives, each to be killed. */
const ROUNDS = [
  ['takes', 'up'],
  ['fails', 'up'],
  ['takes', 'stopped'],
  ['hangs', 'frozen'],
  ['refuses', 'up'],
  ['takes', 'frozen'],
  ['takes', 'up'],
  ['refuses', 'stopped'],
] as const

const killedAgainAndAgain =
  'killed in the middle again and again, with receivers that refuse, hang and fail, every alert written down arrives, in order'
test(killedAgainAndAgain, { timeout: 120_000 }, async () => {
  const seed = process.env['SEED'] ?? String(Date.now())
  console.log(`kill test: SEED=${seed}`)
  const random = randomOf(seed)
  const file = await storeFile()
  const hook = await webhook()
  const mqtt = noBroker === undefined ? await mqttBroker() : undefined
  const acknowledged: string[] = []
  let from = 0
  for (const [webhookIs, brokerIs] of ROUNDS) {
    await hook.be(webhookIs)
    await mqtt?.be(brokerIs)
    const child = start(file, hook.url, mqtt?.url, from, AT_MOST)
    const enough = 1 + Math.floor(random() * AT_MOST)
    let count = 0
    let killed: Promise<unknown> | undefined
    for await (const visitId of child.lines) {
      acknowledged.push(visitId)
      if (++count >= enough) killed ??= child.kill()
    }
    await killed
    // The one after the last may have been written down without a word.
    from = Number(acknowledged.at(-1)) + 2
  }
  await hook.be('takes')
  await mqtt?.be('up')
  const last = start(file, hook.url, mqtt?.url, from, 1)
  await Promise.all([hook.has(String(from)), mqtt?.has(String(from))])
  await last.kill()

  for (const [name, taken] of Object.entries({ webhook: hook.taken, ...(mqtt && { mqtt: mqtt.taken }) })) {
    const firsts = [...new Map(taken.map(alert => [alert.sequence, alert])).values()]
    const killed = `${acknowledged.length} alerts written down over ${ROUNDS.length} kills`
    console.log(`${name}: ${killed}, ${taken.length - firsts.length} delivered twice`)
    expect(acknowledged.filter(visitId => !taken.some(alert => alert.visitId === visitId))).toEqual([])
    for (const camera of CAMERAS) {
      const numbers = firsts.filter(alert => alert.camera?.id === camera).map(({ visitId }) => Number(visitId))
      expect(numbers.length).toBeGreaterThan(3)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }
    expect(new Set(taken.map(({ id }) => id)).size).toBe(firsts.length)
  }
})

async function webhook() {
  const receiver = await openReceiver()
  let isListening = true
  return {
    url: receiver.url,
    taken: receiver.taken,
    async be(state: 'takes' | 'fails' | 'hangs' | 'refuses') {
      receiver.answer = { takes, fails, hangs, refuses: fails }[state]
      const shallListen = state !== 'refuses'
      if (isListening && !shallListen) await receiver.close()
      if (!isListening && shallListen) await receiver.listen()
      isListening = shallListen
    },
    async has(visitId: string) {
      while (!receiver.taken.some(alert => alert.visitId === visitId)) await receiver.called(receiver.calls.length + 1)
    },
  }
}

async function mqttBroker() {
  const broker = await openBroker()
  const taken: Alert[] = []
  const listen = async () => {
    const listener = await listenTo(broker)
    listener.client.on('message', (topic, payload) => {
      if (topic === 'rostro/alerts') taken.push(JSON.parse(payload.toString()) as Alert)
    })
    return listener
  }
  let listener = await listen()
  return {
    url: broker.url,
    taken,
    async be(state: 'up' | 'stopped' | 'frozen') {
      await listener.client.endAsync(true)
      await broker.stop()
      if (state === 'stopped') return
      await broker.start()
      listener = await listen()
      if (state === 'frozen') broker.freeze()
    },
    async has(visitId: string) {
      await listener.heard(({ topic, text }) => topic === 'rostro/alerts' && (JSON.parse(text) as Alert).visitId === visitId)
    },
  }
}

function start(file: string, url: string, broker: string | undefined, from: number, count: number) {
  const script = fileURLToPath(new URL('alerting-child.ts', import.meta.url))
  const args = ['--import', 'tsx', script, file, url, broker ?? '', String(from), String(count)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exit
  }
  return { lines: createInterface({ input: child.stdout }), kill }
}
