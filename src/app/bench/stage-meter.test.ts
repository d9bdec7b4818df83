import { expect, test } from 'vitest'
import { borrow } from '../../core/image/borrow.ts'
import type { Frame, Networks } from '../../core/ports.ts'
import type { AlignedFace, EmbeddingSpace, Image } from '../../core/types.ts'
import { meterPorts, StageMeter, type Stage } from './stage-meter.ts'

const image: Image = { width: 1, height: 1, data: new Uint8Array(3) }
const space = 'space' as EmbeddingSpace

/** Networks that write down what runs at the same time as what. */
function fakeNetworks() {
  const log: string[] = []
  const run = async <T>(what: string, answer: T): Promise<T> => {
    log.push(`${what} begins`)
    await Promise.resolve()
    log.push(`${what} ends`)
    return answer
  }
  const networks: Networks = {
    detector: { scores: { start: 0.5, sure: 0.9 }, workingSize: size => size, detect: () => run('detect', []) },
    landmarker: undefined,
    embedder: { space, embed: () => run('embed', []) },
    embeddingLengths: undefined,
  }
  return { log, networks }
}

const frame: Frame = {
  ...{ sourceId: 'test', index: 0, atMs: 0, width: 1, height: 1 },
  resized: () => Promise.resolve(image),
  image: () => Promise.resolve(image),
  close: () => {},
}

test('calls that are made at once run one after another, and what follows a call runs before the next', async () => {
  const { log, networks } = fakeNetworks()
  const { detector } = meterPorts(new StageMeter<Stage>()).networks(networks)
  const look = async () => {
    await detector.detect(image)
    log.push('goes on')
  }
  await Promise.all([look(), look()])
  expect(log).toEqual(['detect begins', 'detect ends', 'goes on', 'detect begins', 'detect ends', 'goes on'])
})

test('a detection is a second look from when somebody looks closer to the next frame', async () => {
  const meter = new StageMeter<Stage>()
  const ports = meterPorts(meter)
  const { detector } = ports.networks(fakeNetworks().networks)
  for (let i = 0; i < 2; i++) {
    await borrow(ports.frame(frame), { width: 1, height: 1 })
    await detector.detect(image)
    ports.lookCloser()
    for (let look = 0; look < 3; look++) await detector.detect(image)
  }
  expect({ shrink: meter.spent('shrink').times, detect: meter.spent('detect').times }).toEqual({ shrink: 2, detect: 2 })
  expect(meter.spent('secondLook').times).toBe(6)
})

test('faces are counted, not calls', async () => {
  const meter = new StageMeter<Stage>()
  const { embedder } = meterPorts(meter).networks(fakeNetworks().networks)
  const face = image as AlignedFace
  await embedder.embed([face, face, face])
  expect(meter.spent('embed').times).toBe(3)
})

test('a call that fails fails for its caller, and the next one is made', async () => {
  const { networks } = fakeNetworks()
  const broken: Networks = { ...networks, detector: { ...networks.detector, detect: () => Promise.reject(new Error('broken')) } }
  const { detector, embedder } = meterPorts(new StageMeter<Stage>()).networks(broken)
  const both = await Promise.allSettled([detector.detect(image), embedder.embed([])])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
})

test('what is spent while no stage is on goes to none', () => {
  const meter = new StageMeter<'work'>()
  meter.switchTo('work')
  const memory = new Uint8Array(1_000_000)
  meter.switchTo(undefined)
  const { bufferBytes, clockMs } = meter.spent('work')
  new Uint8Array(2_000_000).fill(memory[0]!)
  meter.switchTo('work')
  meter.switchTo(undefined)
  expect(bufferBytes).toBeGreaterThanOrEqual(1_000_000)
  expect(meter.spent('work').bufferBytes).toBeLessThan(2_000_000)
  expect(meter.spent('work').clockMs).toBeGreaterThanOrEqual(clockMs)
})
