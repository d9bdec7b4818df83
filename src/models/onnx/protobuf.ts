// Protocol buffers field by field: enough to change a part of a model and leave every other byte as it was. Knows no networks.

/** One field of a message. Source: protobuf.dev, "Encoding". */
export interface Field {
  readonly number: number
  /** Of a text, a message or packed numbers; empty for all else. */
  readonly body: Uint8Array
  /** Of a whole number below 2^53; 0 for all else. */
  readonly value: number
  /** The field as it stands in the message. */
  readonly bytes: Uint8Array
}

const VARINT = 0
const BYTES_OF = new Map([
  [1, 8],
  [5, 4],
])
const WITH_LENGTH = 2
const MOST_VARINT_BYTES = 10
const NOTHING = new Uint8Array()

/** In their order, without copying. @throws RangeError for what is no message */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let start = 0; start < message.length;) {
    const [key, afterKey] = numberAt(message, start)
    const kind = key % 8
    const [value, begin] = kind === VARINT || kind === WITH_LENGTH ? numberAt(message, afterKey) : [0, afterKey]
    const length = kind === VARINT ? 0 : kind === WITH_LENGTH ? value : BYTES_OF.get(kind)
    if (length === undefined || begin + length > message.length) throw new RangeError(`There is no field at byte ${start}.`)
    const end = begin + length
    const body = kind === WITH_LENGTH ? message.subarray(begin, end) : NOTHING
    yield { number: Math.floor(key / 8), body, value: kind === VARINT ? value : 0, bytes: message.subarray(start, end) }
    start = end
  }
}

/** Of a repeated field of whole numbers, which may be packed or not. */
export function* numbersOf({ body, value }: Field): Generator<number> {
  if (body.length === 0) yield value
  for (let at = 0; at < body.length;) {
    const [packed, end] = numberAt(body, at)
    yield packed
    at = end
  }
}

/** And where it ends. */
function numberAt(message: Uint8Array, start: number): [number, number] {
  let value = 0
  for (let at = start; at < start + MOST_VARINT_BYTES; at++) {
    const byte = message[at]
    if (byte === undefined) break
    value += (byte & 127) * 128 ** (at - start)
    if (byte < 128) return [value, at + 1]
  }
  throw new RangeError(`The number at byte ${start} does not end.`)
}

export const textOf = (body: Uint8Array): string => Buffer.from(body.buffer, body.byteOffset, body.length).toString()

/** A message, or what else has a length. */
export const part = (field: number, ...content: readonly Uint8Array[]): Uint8Array => joined(...pieces(field, ...content))

/** The same not yet joined: a model's weights are copied once then, and not once a level. */
export function pieces(field: number, ...content: readonly Uint8Array[]): Uint8Array[] {
  const length = content.reduce((sum, { length: bytes }) => sum + bytes, 0)
  return [joined(varint(field * 8 + WITH_LENGTH), varint(length)), ...content]
}

export const text = (field: number, value: string): Uint8Array => part(field, Buffer.from(value))

/** Whole numbers; negative ones as int64. */
export const int = (field: number, value: number): Uint8Array => joined(varint(field * 8), varint(value))

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)

function varint(value: number): Uint8Array {
  const out: number[] = []
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...out, Number(rest)])
    out.push(Number(rest & 127n) | 128)
  }
}
