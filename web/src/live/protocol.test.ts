import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIVE_PROTOCOL, serverMessage } from '../../../src/server/contract/live.ts'
import { packFrame, parseServerMessage, PROTOCOL, unpackWatched } from './protocol.ts'

const watched = (header: string, jpeg: Uint8Array): ArrayBuffer => {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(4 + text.length + jpeg.length)
  new DataView(bytes.buffer).setUint32(0, text.length)
  bytes.set(text, 4)
  bytes.set(jpeg, 4 + text.length)
  return bytes.buffer
}

test('the page and the server mean the same protocol', () => {
  expect(PROTOCOL).toBe(LIVE_PROTOCOL)
})

test('every message of the contract is understood', () => {
  for (const { shape } of serverMessage.options) {
    const [type] = shape.type.values
    expect(parseServerMessage(JSON.stringify({ type }))).toEqual({ type })
  }
})

test('what is no message of the contract is passed over', () => {
  for (const text of ['', 'null', '[]', '"faces"', '{"type":"later"}', '{"type":"toString"}', '{', '{"type":1}'])
    expect(parseServerMessage(text)).toBeUndefined()
})

test('a frame carries its number before the JPEG', async () => {
  const packed = await packFrame(0x01020304, new Blob([Uint8Array.of(0xff, 0xd8)])).arrayBuffer()
  expect([...new Uint8Array(packed)]).toEqual([1, 2, 3, 4, 0xff, 0xd8])
})

test('a watched picture comes apart into its faces and its JPEG', () => {
  const header = { cameraId: 'door', frame: 7, width: 1280, height: 720, faces: [], ageMs: 3 }
  const parts = unpackWatched(watched(JSON.stringify(header), Uint8Array.of(1, 2, 3)))
  expect(parts?.header).toEqual(header)
  expect([...(parts?.jpeg ?? [])]).toEqual([1, 2, 3])
})

test('no bytes, however damaged, make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      unpackWatched(bytes.slice().buffer)
    }),
  )
  expect(unpackWatched(watched('{}', Uint8Array.of(1)))).toBeUndefined()
})
