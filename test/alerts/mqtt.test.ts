// Alerts over a real broker: what is published, what Home Assistant is told, and what happens while the broker is away.

import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { AlertTargets } from '../../src/app/alert-targets.ts'
import { MqttSink, type MqttOptions } from '../../src/alerts/mqtt.ts'
import type { AlertTarget } from '../../src/alerts/rule.ts'
import { systemClock } from '../../src/alerts/sink.ts'
import { listenTo, noBroker, openBroker, type Broker } from './broker.ts'
import { alertOf } from './fixtures.ts'
import { openAlerts } from './open-alerts.ts'

if (noBroker) console.log(`MQTT tests are skipped: ${noBroker}`)

const targetOf = ({ url }: Pick<Broker, 'url'>, change = {}): Extract<AlertTarget, { kind: 'mqtt' }> => ({
  ...{ id: 'mq1', kind: 'mqtt', name: 'Broker', enabled: true, url, username: null, password: null },
  ...{ topic: 'rostro', homeAssistant: true, ...change },
})

function openSink(broker: Broker, change: Partial<MqttOptions> = {}): MqttSink {
  const sink = new MqttSink({ target: targetOf(broker), version: '1.2.3', reconnectMs: 50, ...change })
  onTestFinished(() => sink.close())
  return sink
}

const door = { id: 'door 1', name: 'Front door', present: 2 }

test.skipIf(noBroker)('an alert is published once, not retained, with its name for Home Assistant', async () => {
  const broker = await openBroker()
  const { said, heard } = await listenTo(broker)
  await openSink(broker).deliver(alertOf(1))
  const { text } = await heard(({ topic }) => topic === 'rostro/alerts')
  expect(JSON.parse(text)).toEqual({ ...alertOf(1), event_type: 'arrived' })
  const late = await listenTo(broker)
  await late.heard(({ topic }) => topic === 'rostro/status')
  expect(late.said.some(({ topic }) => topic === 'rostro/alerts')).toBe(false)
  expect(said.filter(({ topic }) => topic === 'rostro/alerts')).toHaveLength(1)
})

test.skipIf(noBroker)('Home Assistant finds an event and a sensor a camera, again whenever it was started', async () => {
  const broker = await openBroker()
  const sink = openSink(broker)
  sink.showPresence([door])
  await sink.deliver(alertOf(1))
  const { client, heard, said } = await listenTo(broker)
  const configs = [
    'homeassistant/event/rostro_mq1/alerts/config',
    'homeassistant/binary_sensor/rostro_mq1/camera_door_1/config',
  ] as const
  const [event, sensor] = await Promise.all(configs.map(config => heard(({ topic }) => topic === config)))
  const common = {
    availability_topic: 'rostro/status',
    device: { identifiers: ['rostro_mq1'], name: 'Rostro', manufacturer: 'Rostro', sw_version: '1.2.3' },
    origin: { name: 'Rostro', sw_version: '1.2.3' },
  }
  expect(event!.retained && sensor!.retained).toBe(true)
  expect(JSON.parse(event!.text)).toEqual({
    ...common,
    ...{ name: 'Alert', unique_id: 'rostro_mq1_alerts', state_topic: 'rostro/alerts', icon: 'mdi:face-recognition' },
    event_types: ['arrived', 'outside_hours', 'missing', 'spoof', 'duress', 'test'],
  })
  expect(JSON.parse(sensor!.text)).toEqual({
    ...common,
    ...{ name: 'Front door', unique_id: 'rostro_mq1_camera_door_1', device_class: 'occupancy' },
    state_topic: 'rostro/camera/door_1/present',
    value_template: "{{ 'ON' if value | int(0) > 0 else 'OFF' }}",
  })
  expect((await heard(({ topic }) => topic === 'rostro/camera/door_1/present')).text).toBe('2')

  said.length = 0
  await client.publishAsync('homeassistant/status', 'online')
  for (const config of configs) await heard(({ topic, retained }) => topic === config && !retained)
  expect(said.some(({ text }) => text.includes('Anna'))).toBe(false)
})

test.skipIf(noBroker)('without Home Assistant only the own topics are used', async () => {
  const broker = await openBroker()
  const { said, heard } = await listenTo(broker)
  const sink = openSink(broker, { target: targetOf(broker, { homeAssistant: false, topic: 'shop/faces' }) })
  await sink.deliver(alertOf(1))
  sink.showPresence([door])
  await heard(({ topic }) => topic === 'shop/faces/camera/door_1/present')
  expect([...new Set(said.map(({ topic }) => topic))].sort()).toEqual([
    'shop/faces/alerts',
    'shop/faces/camera/door_1/present',
    'shop/faces/status',
  ])
})

test.skipIf(noBroker)('who is where is told when it changes, and a camera that is gone is taken back', async () => {
  const broker = await openBroker()
  const { heard, said } = await listenTo(broker)
  const sink = openSink(broker)
  await sink.deliver(alertOf(1))
  sink.showPresence([door])
  sink.showPresence([door])
  sink.showPresence([{ ...door, present: 0 }])
  sink.showPresence([])
  await heard(({ topic, text }) => topic === 'rostro/camera/door_1/present' && text === '')
  expect(said.filter(({ topic }) => topic.endsWith('/present')).map(({ text }) => text)).toEqual(['2', '0', ''])
  expect(said.filter(({ topic }) => topic.includes('binary_sensor')).at(-1)!.text).toBe('')
})

test.skipIf(noBroker)('the status says online, offline after a farewell, and offline when the connection just ends', async () => {
  const broker = await openBroker()
  const { heard } = await listenTo(broker)
  const status = (text: string) => heard(said => said.topic === 'rostro/status' && said.text === text)
  const sink = openSink(broker)
  await status('online')
  await sink.close()
  await status('offline')

  // A second connection of the same name makes the broker end the first, which is what a crash looks like to it.
  const other = await listenTo(broker)
  const crashing = openSink(broker, { target: targetOf(broker, { topic: 'other' }), reconnectMs: 60_000 })
  await crashing.deliver(alertOf(1))
  const successor = openSink(broker, { target: targetOf(broker, { topic: 'third' }) })
  await successor.deliver(alertOf(1))
  await other.heard(said => said.topic === 'other/status' && said.text === 'offline')
})

test.skipIf(noBroker)('a target that is deleted takes back what it announced', async () => {
  const broker = await openBroker()
  const sink = openSink(broker)
  sink.showPresence([door])
  await sink.deliver(alertOf(1))
  await sink.close(true)
  const late = await listenTo(broker)
  await late.client.publishAsync('done', 'x', { qos: 1 })
  await late.heard(({ topic }) => topic === 'done')
  expect(late.said.map(({ topic }) => topic)).toEqual(['done'])
})

test.skipIf(noBroker)(
  'alerts made while the broker is away arrive in order once it is back, whether it was stopped or froze',
  async () => {
    const broker = await openBroker()
    const { alerts } = await openAlerts()
    await alerts.putTarget({ id: 'mq1', body: '{}' })
    let sequence = 0
    const add = () => alerts.add([{ id: `n${++sequence}`, at: new Date(), body: '{}', once: `${sequence}` }])
    const targets = new AlertTargets({
      ...{ alerts, folder: '/nowhere', version: '1.2.3', clock: systemClock, random: () => 1, onProblem: () => {} },
      toAlert: ({ sequence }) => Promise.resolve(alertOf(sequence)),
      mqtt: { timeoutMs: 300, reconnectMs: 50 },
    })
    await targets.apply([targetOf(broker)])
    onTestFinished(() => targets.close())
    const delivered = async (position: number) => {
      while ((await alerts.delivery('mq1')).position < position) await setImmediate()
    }
    const send = async () => {
      await add()
      targets.wake()
    }
    const got: number[] = []
    const listen = async () => {
      const { client } = await listenTo(broker)
      client.on('message', (topic, payload) => {
        if (topic === 'rostro/alerts') got.push((JSON.parse(payload.toString()) as { sequence: number }).sequence)
      })
    }
    await listen()
    await send()
    await delivered(1)

    await broker.stop()
    for (let i = 0; i < 3; i++) await send()
    while ((await alerts.delivery('mq1')).failures < 1) await setImmediate()
    await broker.start()
    await delivered(4)

    broker.freeze()
    for (let i = 0; i < 3; i++) await send()
    while ((await alerts.delivery('mq1')).failures < 1) await setImmediate()
    await broker.stop()
    await broker.start()
    await listen()
    await send()
    await delivered(8)
    const firsts = [...new Set(got)]
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b))
    expect((await alerts.delivery('mq1')).position).toBe(8)
  },
)

test('an address where alerts never go is refused before anything is sent', () => {
  const target = targetOf({ url: 'mqtt://169.254.169.254' })
  expect(() => new MqttSink({ target, version: '1.2.3' })).toThrow(expect.objectContaining({ code: 'address_refused' }))
})
