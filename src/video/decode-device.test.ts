import { expect, test } from 'vitest'
import { decodeDevice } from './decode-device.ts'

test('video is decoded in software unless the environment says otherwise', () => {
  expect(decodeDevice({})).toBeUndefined()
  expect(decodeDevice({ ROSTRO_DECODE: '' })).toBeUndefined()
  expect(decodeDevice({ ROSTRO_DECODE: 'software' })).toBeUndefined()
})

test('hardware is what the system usually has, a name is that one', () => {
  expect(decodeDevice({ ROSTRO_DECODE: 'hardware' }, 'darwin')).toBe('videotoolbox')
  expect(decodeDevice({ ROSTRO_DECODE: 'hardware' }, 'win32')).toBe('d3d11va')
  expect(['cuda', 'vaapi']).toContain(decodeDevice({ ROSTRO_DECODE: 'hardware' }, 'linux'))
  expect(decodeDevice({ ROSTRO_DECODE: 'vulkan' }, 'win32')).toBe('vulkan')
})

test('anything else is refused with what there is', () => {
  expect(() => decodeDevice({ ROSTRO_DECODE: 'gpu' })).toThrow(
    'ROSTRO_DECODE is "gpu"; it can be software, hardware, cuda, vaapi, videotoolbox, d3d11va, vulkan.',
  )
})
