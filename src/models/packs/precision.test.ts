import { expect, test } from 'vitest'
import { computesWholeNumbers, precisionOf } from './precision.ts'

const cpuinfo = (flags: string) => `processor\t: 0\nmodel name\t: avx_vnni\nflags\t\t: fpu ${flags} sse2\nbugs\t\t: none\n`

test.each([
  ['with AVX512-VNNI', 'cpu', 'x64', 'avx2 avx512_vnni', true],
  ['with AVX-VNNI', 'cpu', 'x64', 'avx2 avx_vnni', true],
  ['without VNNI', 'cpu', 'x64', 'avx2 avx512f', false],
  ['of another kind', 'cpu', 'arm64', 'avx_vnni', false],
  ['beside a GPU', 'webgpu', 'x64', 'avx_vnni', false],
] as const)('a processor %s may or may not compute in whole numbers', (_, device, arch, flags, expected) => {
  expect(computesWholeNumbers(device, arch, cpuinfo(flags))).toBe(expected)
})

test('a processor nothing is known of does not', () => {
  expect(computesWholeNumbers('cpu', 'x64', '')).toBe(false)
})

test('the environment may forbid it', () => {
  expect(precisionOf({})).toBe('auto')
  expect(precisionOf({ ROSTRO_PRECISION: 'float' })).toBe('float')
  expect(() => precisionOf({ ROSTRO_PRECISION: 'int4' })).toThrow(
    expect.objectContaining({
      code: 'usage_invalid',
      message: 'ROSTRO_PRECISION is "int4"; it must be one of auto, float, half.',
    }) as Error,
  )
})
