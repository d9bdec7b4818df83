// Choosing how many wrong names are accepted, in a terminal. Needs no models: a pack's calibration is in its manifest.

import { expect, test } from 'vitest'
import { makePlace } from './place.ts'
import { rostro } from './rostro.ts'

const thresholdOf = (json: string) => (JSON.parse(json) as { threshold: number; chosenBy: string }).threshold

test('the threshold in force is explained with intervals, and what another choice would do changes nothing', async () => {
  const place = await makePlace()
  const now = await rostro(place, ['threshold'])
  expect(now.code).toBe(0)
  expect(now.stdout).toMatch(/^A face is known from similarity 0\.\d+ on \(pack mobile, 0 people\)\.$/m)
  expect(now.stdout).toMatch(/Wrong names {5}1 in 1,000 strangers \(between .+ and .+\)/)
  const before = await rostro(place, ['threshold', '--json'])
  const stricter = await rostro(place, ['threshold', '--wrong-names', '1/100000', '--json'])
  expect(stricter.stderr).toContain('add --save to keep it')
  expect(thresholdOf(stricter.stdout)).toBeGreaterThan(thresholdOf(before.stdout))
  expect((await rostro(place, ['threshold', '--json'])).stdout).toBe(before.stdout)
})

test('a saved choice stays, until the default is chosen again', async () => {
  const place = await makePlace()
  const original = (await rostro(place, ['threshold', '--json'])).stdout
  const saved = await rostro(place, ['threshold', '--per-month', '1', '--strangers-per-day', '400', '--save', '--json'])
  expect(JSON.parse(saved.stdout)).toMatchObject({ chosenBy: 'wrong_names', wrongNames: { per: 'camera_month', count: 1 } })
  expect((await rostro(place, ['threshold', '--json'])).stdout).toBe(saved.stdout)
  await rostro(place, ['threshold', '--default', '--save'])
  expect((await rostro(place, ['threshold', '--json'])).stdout).toBe(original)
})

test.each([
  [['--wrong-names', '0.1%', '--similarity', '0.5'], 'Choose one of'],
  [['--per-month', '1'], '--strangers-per-day go together'],
  [['--wrong-names', 'few'], 'It must be a share'],
  [['--save'], '--save needs a choice'],
])('%j is refused in a sentence', async (options, sentence) => {
  const { code, stderr } = await rostro(await makePlace(), ['threshold', ...options])
  expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)])
})
