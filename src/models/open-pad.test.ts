import { expect, onTestFinished, test } from 'vitest'
import { constantModel } from '../../test/fixtures/onnx.ts'
import { plain } from '../../test/fixtures/tensors.ts'
import { openPad } from './open-pad.ts'
import { mobile } from './packs/declared/mobile.ts'

test("a pack's own network is opened, from its verified bytes", async () => {
  const asked: string[] = []
  const classes = { dims: [1, 3], data: Float32Array.of(0, 0, 0) }
  const readModel = (role: string) => {
    asked.push(role)
    return Promise.resolve(constantModel({ data: [1, 3, 128, 128] }, { classes }))
  }
  const pad = await openPad(mobile, readModel, 'cpu', 1)
  onTestFinished(() => pad.close())
  const box = { x: 100, y: 100, width: 80, height: 80 }
  const result = await pad.assess(plain(300, 300), { box, landmarks: undefined, detectionScore: 1 })
  expect(asked).toEqual(['pad'])
  expect(result).toEqual({ liveness: expect.closeTo(1 / 3, 6) as number })
})

test('a pack without one says so', async () => {
  const { pad, ...networks } = mobile.networks
  expect(pad).toBeDefined()
  await expect(openPad({ name: 'bare', networks }, () => Promise.reject(new Error('not read')), 'cpu')).rejects.toMatchObject({
    code: 'pack_invalid',
    message: 'The pack "bare" has no network for presentation attack detection; choose one that has with --pack.',
  })
})
