// One network loaded on one device; the only importer of onnxruntime-node.

import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import * as ort from 'onnxruntime-node'
import { messageOf, RostroError } from '../core/errors.ts'
import { joinedRuns } from './inference/joined-runs.ts'
import { quickened } from './onnx/quickened.ts'
import { Rooms } from './rooms.ts'

export const DEVICES = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const
export type Device = (typeof DEVICES)[number]

export interface Tensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** A loaded network with one input. */
export interface Session {
  readonly device: Device
  /** Dimensions of the input; undefined where the network takes any size. */
  readonly inputDims: readonly (number | undefined)[]
  readonly outputNames: readonly string[]
  /** Memory for an input, to be filled. */
  room(length: number): Float32Array
  /**
   * Outputs by name. Calls may overlap. The input's memory, if it came from room(), is no longer the caller's.
   * @throws RostroError model_incompatible when the network refuses the input.
   */
  run(input: Tensor): Promise<Readonly<Record<string, Tensor>>>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly device: Device
  /** Threads one run may use on the CPU. */
  readonly threads: number
  /** Runs that wait go as one, up to so many pictures; for networks with a row a picture in each output. Default 1: none do. */
  readonly picturesARun?: number | undefined
}

/**
 * Loads an ONNX model from memory, so that the bytes that were verified are the bytes that run.
 * @throws RostroError device_unavailable when the device does not start, model_incompatible when the model does not load.
 */
export async function openSession(model: Uint8Array, { device, threads, picturesARun = 1 }: SessionOptions): Promise<Session> {
  forbidTelemetry()
  const missing = missingFor(device)
  if (missing) throw new RostroError('device_unavailable', `Device "${device}" cannot start: ${missing}`)
  // Of PReLU, nobody has measured on arm64 which of the two is quicker.
  const quickest = quickened(model, { prelu: device === 'cpu' && process.arch === 'x64' })
  const session = await ort.InferenceSession.create(quickest, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Planning where tensors lie, once a shape, took 11 MB more for the pack's four networks and no less time (docs/devices.md).
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }).catch((error: unknown) => {
    if (device !== 'cpu')
      throw new RostroError('device_unavailable', `Device "${device}" cannot start: ${firstLine(error)}`, { cause: error })
    throw new RostroError('model_incompatible', `The model does not load: ${firstLine(error)}`, { cause: error })
  })
  const inputName = session.inputNames[0]
  const input = session.inputMetadata[0]
  if (inputName === undefined || !input?.isTensor || session.inputNames.length !== 1) {
    await session.release()
    throw new RostroError(
      'model_incompatible',
      `The model takes ${session.inputNames.length} inputs; Rostro runs networks with one tensor.`,
    )
  }
  const rooms = new Rooms()
  const single: Session = {
    device,
    inputDims: input.shape.map(d => (typeof d === 'number' && d > 0 ? d : undefined)),
    outputNames: session.outputNames,
    room: length => rooms.take(length),
    async run({ data, dims }) {
      const outputs = await session.run({ [inputName]: new ort.Tensor('float32', data, dims) }).catch((error: unknown) => {
        throw new RostroError('model_incompatible', `The network failed on an input of ${dims.join('×')}: ${firstLine(error)}`, {
          cause: error,
        })
      })
      rooms.give(data)
      return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, toTensor(name, value)]))
    },
    close: () => session.release(),
  }
  return picturesARun > 1 && single.inputDims[0] === undefined ? joinedRuns(single, picturesARun) : single
}

/**
 * ONNX Runtime's official builds (1.29 and later) keep a device id in ~/.cache and report over the network what they run,
 * unless this is set before they start. Source: microsoft/onnxruntime pull request 27379, "Behavior and controls".
 */
function forbidTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
}

/**
 * Threads per run for this machine: half of what it has, for what reports as two cores is often one that does two things at a time, and decoding and
 * other cameras want cores, too (on two: 11 % less work with one thread, docs/performance.md). Beyond four, networks of this size gain little.
 */
export const defaultThreads = (): number => Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))

/** The devices worth trying here, best first; the CPU always closes the list. */
export function candidateDevices(): Device[] {
  const best: readonly Device[] = ['cuda', 'coreml', 'dml', 'webgpu', 'cpu']
  return best.filter(device => missingFor(device) === undefined)
}

/** What plainly keeps a device from starting, without trying it: trying prints native warnings and takes time. */
export function missingFor(device: Device): string | undefined {
  if (device === 'cpu') return undefined
  const backend = ort.listSupportedBackends().find(({ name }) => name === device)
  if (!backend) return `this build of onnxruntime-node has no ${device} for ${process.platform} ${process.arch}.`
  if (process.platform !== 'linux') return undefined
  // /dev/dxg is the GPU of Windows in WSL2, which has no other.
  const isNvidiaThere = existsSync('/dev/nvidia0') || existsSync('/dev/dxg')
  if (device === 'webgpu' && !existsSync('/dev/dri') && !isNvidiaThere && !isVulkanDriverNamed()) {
    return 'no GPU is visible (neither /dev/dri nor /dev/nvidia0 exists). Install the GPU driver, or pass the device into the container.'
  }
  if ((device === 'cuda' || device === 'tensorrt') && !isNvidiaThere) {
    return 'no NVIDIA GPU is visible (/dev/nvidia0 does not exist). Install the NVIDIA driver, or pass the device into the container.'
  }
  if (!backend.bundled && !cudaLibraryInstalled()) {
    return 'the CUDA provider library is not installed. Run "npm rebuild onnxruntime-node --ignore-scripts=false" once, with internet (see docs/devices.md).'
  }
  return undefined
}

/** Who names a driver to the Vulkan loader means it, even one that needs no GPU. Source: Vulkan-Loader, LoaderDriverInterface.md. */
const isVulkanDriverNamed = () => Boolean(process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'])

function cudaLibraryInstalled(): boolean {
  const library = import.meta
    .resolve('onnxruntime-node')
    .replace(/dist\/[^/]*$/, `bin/napi-v6/linux/${process.arch}/libonnxruntime_providers_cuda.so`)
  return existsSync(new URL(library))
}

function toTensor(name: string, value: ort.Tensor): Tensor {
  if (!(value.data instanceof Float32Array)) {
    throw new RostroError('model_incompatible', `The network's output "${name}" is ${value.type}; Rostro reads float32.`)
  }
  return { data: value.data, dims: value.dims }
}

const firstLine = (error: unknown): string => messageOf(error).split('\n', 1)[0]!.slice(0, 300)
