import { expect, test } from 'vitest'
import { RostroError } from '../core/errors.ts'
import type { Decode, Picture, StreamInput } from './decoder.ts'
import { DeviceRefused, orInSoftware } from './in-software.ts'

const input: StreamInput = { url: 'clip', label: 'clip', live: false, options: {}, maxPixels: 100 }
const picture = (mediaMs: number, name: string): Picture => ({
  width: 4,
  height: 3,
  mediaMs,
  name,
  resized: () => Promise.reject(new Error('nobody looks at it')),
  image: () => Promise.reject(new Error('nobody looks at it')),
  close: () => {},
})

/** A decoder that does what the test says, and counts how often it is asked. */
function decoder(name: string, does: (onDamage: (reason: string) => void) => Iterable<number>) {
  const asked = { times: 0 }
  const decode: Decode = async function* (_, __, onDamage) {
    asked.times++
    for (const ms of await Promise.resolve(does(onDamage))) yield picture(ms, name)
  }
  return { asked, decode }
}

async function collect(decode: Decode, signal = new AbortController().signal) {
  const [shown, damage]: [string[], string[]] = [[], []]
  for await (const { name, mediaMs } of decode(input, signal, reason => damage.push(reason))) shown.push(`${name} ${mediaMs}`)
  return { shown, damage }
}
const software = () => decoder('software', () => [0, 40])
const refuse = (message: string): never => {
  throw new DeviceRefused(message)
}

test('a device that decodes is the only one asked', async () => {
  const [device, other] = [decoder('device', () => [0, 40]), software()]
  const told: string[] = []
  const { shown } = await collect(orInSoftware(device.decode, other.decode, reason => told.push(reason)))
  expect([shown, told, other.asked.times]).toEqual([['device 0', 'device 40'], [], 0])
})

test('a device that refuses is told of once and not asked again, and all pictures come', async () => {
  const [device, other] = [decoder('device', () => refuse('vaapi does not start')), software()]
  const told: string[] = []
  const decode = orInSoftware(device.decode, other.decode, reason => told.push(reason))
  for (let i = 0; i < 3; i++) expect((await collect(decode)).shown).toEqual(['software 0', 'software 40'])
  expect([told, device.asked.times, other.asked.times]).toEqual([['vaapi does not start'], 1, 3])
})

test('a device from which nothing but damage comes is to blame, and the damage is not told', async () => {
  const endless = decoder('device', onDamage => {
    for (;;) onDamage('a frame cannot be decoded')
  })
  const ending = decoder('device', onDamage => {
    onDamage('a frame cannot be decoded')
    throw new RostroError('source_unavailable', 'Cannot read clip: none of its pictures can be decoded.')
  })
  for (const { decode } of [endless, ending]) {
    const told: string[] = []
    expect(await collect(orInSoftware(decode, software().decode, reason => told.push(reason)))).toEqual({
      shown: ['software 0', 'software 40'],
      damage: [],
    })
    expect(told).toEqual([expect.stringMatching(/decoded$/)])
  }
})

test('damage at the beginning is told with the first picture', async () => {
  const device = decoder('device', function* (onDamage) {
    for (let i = 0; i < 3; i++) onDamage('a frame cannot be decoded')
    yield 0
    onDamage('part of the video cannot be decoded')
  })
  expect(await collect(orInSoftware(device.decode, software().decode, () => {}))).toEqual({
    shown: ['device 0'],
    damage: ['a frame cannot be decoded', 'part of the video cannot be decoded'],
  })
})

test('a camera that is lost, or was never reached, is not the fault of the device', async () => {
  const lost = new RostroError('source_unavailable', 'Cannot read clip: the connection ended.')
  const [other, told]: [ReturnType<typeof software>, string[]] = [software(), []]
  for (const shown of [[], [0]]) {
    const device = decoder('device', function* () {
      yield* shown
      throw lost
    })
    await expect(collect(orInSoftware(device.decode, other.decode, reason => told.push(reason)))).rejects.toBe(lost)
  }
  expect([other.asked.times, told]).toEqual([0, []])
})

test('whoever stops while the device refuses starts no other decoder', async () => {
  const [stop, other] = [new AbortController(), software()]
  const device = decoder('device', () => {
    stop.abort()
    return refuse('vaapi does not start')
  })
  expect(
    (
      await collect(
        orInSoftware(device.decode, other.decode, () => {}),
        stop.signal,
      )
    ).shown,
  ).toEqual([])
  expect(other.asked.times).toBe(0)
})
