import { describe, expect, test } from 'vitest'
import type { CameraJson } from '../../../src/client.ts'
import { EXAMPLES, kindOf, problemOfAddress, suggestedName } from './addresses.ts'
import { byUrgency, hasPicture, toAge, toneOf, toRate } from './camera-state.ts'

describe('an address', () => {
  test.each([
    ['rtsp://10.0.0.4/live', 'network'],
    ['HTTPS://cam.example/video', 'network'],
    ['camera:0', 'device'],
    ['/dev/video2', 'device'],
    ['/srv/clips/door.mp4', 'file'],
  ] as const)('%s is of kind %s', (address, kind) => {
    expect(kindOf(address)).toBe(kind)
  })

  test('with a placeholder still in it is not tried', () => {
    for (const { address } of EXAMPLES) expect(problemOfAddress(address, 'network')).toBe('placeholder')
    expect(problemOfAddress('rtsp://me:secret@10.0.0.4/live', 'network')).toBeUndefined()
  })

  test('that is empty or no address of a network is told at once', () => {
    expect(problemOfAddress(' ', 'file')).toBe('empty')
    expect(problemOfAddress('10.0.0.4', 'network')).toBe('not_network')
  })

  test('suggests a name without its secret', () => {
    expect(suggestedName('rtsp://me:secret@door.local/live')).toBe('door.local')
    expect(suggestedName('/srv/clips/front door.mp4')).toBe('front door')
    expect(suggestedName('rtsp://')).toBe('')
  })
})

const camera = (name: string, state: CameraJson['state']['state']): CameraJson =>
  ({ name, state: { state } }) as unknown as CameraJson

describe('a camera', () => {
  test('that needs somebody comes first, then names in order', () => {
    const cameras = [camera('Door 10', 'online'), camera('Door 9', 'online'), camera('Attic', 'off'), camera('Yard', 'failed')]
    expect(byUrgency(cameras, 'en').map(({ name }) => name)).toEqual(['Yard', 'Door 9', 'Door 10', 'Attic'])
  })

  test('has a picture while frames came', () => {
    expect(hasPicture('online')).toBe(true)
    expect(hasPicture('connecting')).toBe(false)
    expect(toneOf('stalled')).toBe('waiting')
  })

  test.each([
    [40.4, { unit: 'ms', value: 40 }],
    [1400, { unit: 's', value: 1 }],
    [200_000, { unit: 'min', value: 3 }],
  ] as const)('says how old its newest frame is: %i ms', (ms, age) => {
    expect(toAge(ms)).toEqual(age)
  })

  test('shows tenths of a frame a second only while they matter', () => {
    expect([2.345, 24.97].map(toRate)).toEqual([2.3, 25])
  })
})
