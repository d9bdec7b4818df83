// What the bench asks of another library: people registered from a picture each, and faces with names in a picture.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

/** Installed on request and beside the project: npm install --prefix bench/peers --ignore-scripts. */
export const INSTALLED = resolve('bench/peers/node_modules')
export const HOW_TO_INSTALL = 'npm install --prefix bench/peers --ignore-scripts'

/** face-api with both of its detectors: the small one is faster, and names more here. */
export const PEERS = ['human', 'face-api', 'face-api-ssd'] as const
export type PeerName = (typeof PEERS)[number]

export const arePeersInstalled = (): boolean => existsSync(join(INSTALLED, '@vladmandic/human'))

/** Interleaved 8-bit RGB, decoded by Rostro so that a peer's time is without decoding. */
export interface RgbPicture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface NamedFace {
  /** Centre of the box in pixels of the picture. */
  readonly x: number
  readonly y: number
  /** Undefined: the peer's own rule names nobody. */
  readonly name?: string | undefined
}

export interface Peer {
  readonly version: string
  /** Resolves to whether a face was found in the picture. */
  register(name: string, photo: RgbPicture): Promise<boolean>
  look(picture: RgbPicture): Promise<readonly NamedFace[]>
}

interface Tensor {
  dispose(): void
}
export interface TensorFlow {
  readonly version_core: string
  setBackend(name: 'wasm'): Promise<boolean>
  ready(): Promise<void>
  tensor3d(data: Uint8Array, shape: readonly [number, number, number], type: 'int32'): Tensor
}

/** Absolute, so that nothing of the project needs to know these packages. */
export function fromPeers(path: string): unknown {
  return createRequire(join(INSTALLED, '../package.json'))(join(INSTALLED, path))
}

export const WASM_FOLDER = join(INSTALLED, '@tensorflow/tfjs-backend-wasm/dist/')

/** TensorFlow.js on WebAssembly with SIMD: it allows no threads under Node (tfjs #3830), and its native addon is not on npm. */
export async function openTensorFlow(): Promise<TensorFlow> {
  const tf = fromPeers('@tensorflow/tfjs') as TensorFlow
  const wasm = fromPeers('@tensorflow/tfjs-backend-wasm') as { setWasmPaths: (folder: string) => void }
  wasm.setWasmPaths(WASM_FOLDER)
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js did not start its backend wasm.')
  await tf.ready()
  return tf
}

/** Lets `work` have the picture as a tensor. */
export async function asTensor<T>(tf: TensorFlow, picture: RgbPicture, work: (tensor: Tensor) => Promise<T>): Promise<T> {
  const tensor = tf.tensor3d(picture.data, [picture.height, picture.width, 3], 'int32')
  try {
    return await work(tensor)
  } finally {
    tensor.dispose()
  }
}
