// Writes WebAssembly modules of one function, byte by byte, and runs them: a compiler for a few dozen instructions would be the bigger thing. Knows no people.

/** Instructions as bytes, nested as it reads best. */
export type Code = readonly (number | Code)[]

/** What we use of WebAssembly: TypeScript declares it for browsers only. */
interface WasmApi {
  readonly Memory: new (size: { initial: number }) => Memory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

export interface Memory {
  /** Another one after growing. */
  readonly buffer: ArrayBuffer
  /** By so many pages. */
  grow(pages: number): number
}

export const PAGE_BYTES = 65_536
export const F32_BYTES = 4

/** WebAssembly is missing where Node runs without a just-in-time compiler. */
const api = (): WasmApi | undefined => (globalThis as { WebAssembly?: WasmApi }).WebAssembly

/** A memory that our functions can work in. */
export function createMemory(bytes: number): Memory {
  const initial = Math.ceil(bytes / PAGE_BYTES)
  const wasm = api()
  return wasm ? new wasm.Memory({ initial }) : new PlainMemory(initial)
}

/** Makes it that large, if it is smaller; views of it are then to be made anew. */
export function reach(memory: Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
}

class PlainMemory implements Memory {
  buffer: ArrayBuffer

  constructor(pages: number) {
    this.buffer = new ArrayBuffer(pages * PAGE_BYTES)
  }

  grow(pages: number): number {
    const before = this.buffer
    this.buffer = new ArrayBuffer(before.byteLength + pages * PAGE_BYTES)
    new Uint8Array(this.buffer).set(new Uint8Array(before))
    return before.byteLength / PAGE_BYTES
  }
}

export interface WasmFunction {
  /** How many 32-bit integers it takes; it gives back one where `returns`. */
  readonly parameters: number
  readonly returns: boolean
  /** Further locals by type, in order; they are numbered after the parameters. */
  readonly locals: readonly { readonly type: typeof I32 | typeof I64 | typeof V128; readonly count: number }[]
  readonly body: Code
}

export type Run = (...parameters: number[]) => number

/** The function at work in that memory; `plain` does the same in JavaScript where this processor or Node has no such instructions. */
export function link(memory: Memory, kernel: WasmFunction, plain: (memory: Memory) => Run): Run {
  const wasm = api()
  if (!wasm) return plain(memory)
  try {
    const { exports } = new wasm.Instance(new wasm.Module(moduleOf(kernel)), { env: { memory } })
    return exports['run'] as Run
  } catch (error) {
    if (error instanceof Error && error.name === 'CompileError') return plain(memory)
    throw error
  }
}

// https://webassembly.github.io/spec/core/appendix/index-instructions.html
export const [I32, I64, V128] = [0x7f, 0x7e, 0x7b] as const
export const get = (local: number): Code => [0x20, local]
export const set = (local: number, value: Code): Code => [value, 0x21, local]
export const i32 = (value: number): Code => [0x41, signedLeb(value)]
export const add = (a: Code, b: Code): Code => [a, b, 0x6a]
export const subtract = (a: Code, b: Code): Code => [a, b, 0x6b]
export const multiply = (a: Code, b: Code): Code => [a, b, 0x6c]
export const shiftLeft = (a: Code, bits: number): Code => [a, i32(bits), 0x74]
/** Of unsigned ones. */
export const below = (a: Code, b: Code): Code => [a, b, 0x49]
export const atMost = (a: Code, b: Code): Code => [a, b, 0x4d]
export const load32 = (address: Code): Code => [address, 0x28, 2, 0]
export const store32 = (address: Code, offset: number, value: Code): Code => [address, value, 0x36, 2, leb(offset)]
export const storeF32 = (address: Code, value: Code): Code => [address, value, 0x38, 2, 0]
export const load64 = (address: Code, offset: number): Code => [address, 0x29, 3, leb(offset)]
export const load128 = (address: Code, offset = 0): Code => [address, 0xfd, 0x00, 4, leb(offset)]
/** Repeats the body as long as the condition behind it holds. */
export const repeatWhile = (condition: Code, ...body: Code[]): Code => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b]

export const when = (condition: Code, ...body: Code[]): Code => [condition, 0x04, 0x40, body, 0x0b]

const simd = (opcode: number): Code => [0xfd, leb(opcode)]
export const zero128: Code = [simd(0x0c), Array<number>(16).fill(0)]
/** 0.5, four times. */
export const halves: Code = [simd(0x0c), Array.from({ length: 4 }, () => [0, 0, 0, 0x3f])]
/** The 32 bits at the address, four times. */
export const load32x4 = (address: Code, offset = 0): Code => [address, simd(0x09), 2, leb(offset)]
export const store128 = (address: Code, offset: number, value: Code): Code => [address, value, simd(0x0b), 4, leb(offset)]
/** The first 32 bits. */
export const store32Of128 = (address: Code, value: Code): Code => [address, value, simd(0x5a), 2, 0, 0]
/** Bytes of both by their number, those of the second from 16 on. */
export const shuffle = (a: Code, b: Code, bytes: readonly number[]): Code => [a, b, simd(0x0d), bytes]
/** A quarter of sixteen bytes as four numbers, 0–3. */
export const quarterOf = (bytes: Code, quarter: number): Code => {
  const half = [bytes, simd(quarter < 2 ? 0x89 : 0x8a)]
  return [half, simd(quarter % 2 === 0 ? 0xa9 : 0xaa), simd(0xfa)]
}
/** Four numbers as the first four bytes, without what is behind the point; below 0 and above 255 they are 0 and 255. */
export const toBytes = (numbers: Code): Code => {
  const words = [numbers, simd(0xf9)]
  const halves = [words, words, simd(0x86)]
  return [halves, halves, simd(0x66)]
}
export const lane32 = (vector: Code, index: number): Code => [vector, simd(0x1b), index]
export const laneF32 = (vector: Code, index: number): Code => [vector, simd(0x1f), index]
export const addF32 = (a: Code, b: Code): Code => [a, b, 0x92]
export const addF32x4 = (a: Code, b: Code): Code => [a, b, simd(0xe4)]
export const subtractF32x4 = (a: Code, b: Code): Code => [a, b, simd(0xe5)]
export const divideF32x4 = (a: Code, b: Code): Code => [a, b, simd(0xe7)]
export const multiplyF32x4 = (a: Code, b: Code): Code => [a, b, simd(0xe6)]
export const add32x4 = (a: Code, b: Code): Code => [a, b, simd(0xae)]
/** Products of eight 16-bit integers, added in pairs. */
export const dot16x8 = (a: Code, b: Code): Code => [a, b, simd(0xba)]
export const xor64 = (a: Code, b: Code): Code => [a, b, 0x85]
export const add64 = (a: Code, b: Code): Code => [a, b, 0x7c]
export const ones64 = (a: Code): Code => [a, 0x7b]
export const to32 = (a: Code): Code => [a, 0xa7]

function moduleOf({ parameters, returns, locals, body }: WasmFunction): Uint8Array {
  const text = (word: string): Code => [word.length, Array.from(word, letter => letter.charCodeAt(0))]
  const sized = (content: Code): Code => [leb(flat(content).length), content]
  const section = (id: number, content: Code): Code => [id, sized(content)]
  const types = Array<number>(parameters).fill(I32)
  const code: Code = [locals.length, locals.map(({ type, count }) => [leb(count), type]), body, 0x0b]
  return Uint8Array.from(
    flat([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, leb(parameters), types, returns ? [1, I32] : 0]),
      section(2, [1, text('env'), text('memory'), 2, 0, 1]),
      section(3, [1, 0]),
      section(7, [1, text('run'), 0, 0]),
      section(10, [1, sized(code)]),
    ]),
  )
}

const flat = (code: Code): number[] => code.flatMap(part => (typeof part === 'number' ? part : flat(part)))

/** Numbers in groups of seven bits, the lowest first. */
function leb(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, leb(value >>> 7)]
}

function signedLeb(value: number): Code {
  const isLast = value >= -64 && value < 64
  return isLast ? [value & 127] : [(value & 127) | 128, signedLeb(value >> 7)]
}
