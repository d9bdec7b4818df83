// Each network of a pack for itself, on pictures and faces made up here: how long a call takes and what it computes.

import { fivePoints } from '../../core/geometry/detection.ts'
import { alignedPoints, alignFace } from '../../core/image/align.ts'
import type { Detector, MonotonicClock, Networks, Size } from '../../core/ports.ts'
import type { Detection } from '../../core/types.ts'
import type { OpenedNetworks } from '../../models/open-networks.ts'
import type { DetectorNetwork, DetectorSpec } from '../../models/networks/detector.ts'
import { DETECTOR_NETWORKS } from '../../models/networks/detectors.ts'
import { networkWork, type NetworkWork } from '../../models/onnx/flops.ts'
import { quickened } from '../../models/onnx/quickened.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { drawPattern } from '../../video/test-pattern.ts'
import { frameSize } from '../../recognition/views.ts'

/** Medians of some calls, one picture or face each, its input made and its output read with it. */
export interface CallTime {
  readonly clockMs: number
  /** Of the process, with all its threads. */
  readonly cpuMs: number
}

export interface NetworkTimes {
  readonly detect: CallTime
  /** The same network on a picture of one face and its surroundings. */
  readonly secondLook: CallTime
  /** Undefined: the detector finds the landmarks. */
  readonly landmarks: CallTime | undefined
  readonly embed: CallTime
  /** Of all networks that tell faces from pictures, together. */
  readonly liveness: CallTime | undefined
}

const FACE = { x: 240, y: 100, width: 120, height: 150 }

/** @param picture what the detector is asked about: calls of networks that take any size depend on it */
export async function timeNetworks(
  { detector, landmarker, embedder, pad }: Networks,
  { clock, calls, picture }: { readonly clock: MonotonicClock; readonly calls: number; readonly picture: Size },
): Promise<NetworkTimes> {
  const shown = drawPattern(640, 360, 0)
  const [small, close] = detectorSizes(detector, picture).map(({ width, height }) => drawPattern(width, height, 0))
  const landmarks = fivePoints(k => alignedPoints[k]!)
  const face = alignFace(shown, landmarks)!
  const detection: Detection = { box: FACE, landmarks, detectionScore: 1 }
  const time = (call: () => Promise<unknown>) => medianOf(clock, calls, call)
  return {
    detect: await time(() => detector.detect(small!)),
    secondLook: await time(() => detector.detect(close!)),
    landmarks: landmarker && (await time(() => landmarker.locate(shown, FACE))),
    embed: await time(() => embedder.embed([face])),
    liveness: pad && (await time(() => pad.assess(shown, detection))),
  }
}

/** Of what the detector is given: the whole picture, and what is around one face. */
const detectorSizes = (detector: Detector, picture: Size): Size[] => [
  frameSize(picture, detector),
  detector.closeSize ?? detector.workingSize({ width: picture.height, height: picture.height }),
]

/** The first call is not among them: it makes what later ones find ready. */
async function medianOf(clock: MonotonicClock, calls: number, call: () => Promise<unknown>): Promise<CallTime> {
  await call()
  const [clocks, cpus]: [number[], number[]] = [[], []]
  for (let i = 0; i < calls; i++) {
    const [start, cpu] = [clock(), process.cpuUsage()]
    await call()
    const { user, system } = process.cpuUsage(cpu)
    clocks.push(clock() - start)
    cpus.push((user + system) / 1000)
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
  return { clockMs: middle(clocks), cpuMs: middle(cpus) }
}

/** Of one call of a role's network, with all its runs. */
export interface CallWork extends NetworkWork {
  readonly role: keyof NetworkTimes
  readonly file: string
  /** Of the file, which is about what a run reads of weights. */
  readonly modelBytes: number
  /** Runs of the network a call. */
  readonly runs: number
}

type Dims = readonly number[]
const ALIGNED_DIMS: Dims = [1, 3, 112, 112]
/** Landmarks are looked for twice: models/networks/landmarks68.ts. */
const LANDMARKS = { dims: [1, 1, 64, 64], runs: 2 }
const LARGEST_STRIDE = 32

/** What one call of each network computes on this device, for pictures of this size. @throws what `readModel` throws */
export async function callWork(
  { files, networks: { detector, landmarks, embedder, pad = [] } }: PackManifest,
  readModel: (file: string) => Promise<Uint8Array>,
  opened: Pick<OpenedNetworks, 'detector' | 'device'>,
  picture: Size,
): Promise<CallWork[]> {
  const network: DetectorNetwork = DETECTOR_NETWORKS[detector.decoder]
  const ofCalls = async (role: CallWork['role'], file: string, each: readonly Dims[]): Promise<CallWork> => {
    const read = await readModel(file)
    // As it is run, but for PReLU, whose products are none of the network's.
    const cut = file === detector.file && opened.device === 'cpu' ? (network.cut?.(read) ?? read) : read
    const model = quickened(cut, { prelu: false })
    const work = each.map(dims => networkWork(model, dims))
    const sum = (pick: (one: NetworkWork) => number) => work.reduce((all, one) => all + pick(one), 0)
    return {
      ...{ role, file, runs: each.length, modelBytes: files.find(({ name }) => name === file)?.bytes ?? read.length },
      multiplyAdds: sum(one => one.multiplyAdds),
      weights: work[0]!.weights,
      inputs: sum(one => one.inputs),
      uncounted: sum(one => one.uncounted),
    }
  }
  const [whole, close] = detectorSizes(opened.detector, picture).map(size => inputsOf(detector, network, size))
  return Promise.all([
    ofCalls('detect', detector.file, whole!),
    ofCalls('secondLook', detector.file, close!),
    ...(landmarks ? [ofCalls('landmarks', landmarks.file, Array<Dims>(LANDMARKS.runs).fill(LANDMARKS.dims))] : []),
    ofCalls('embed', embedder.file, [ALIGNED_DIMS]),
    ...pad.map(({ file, input }) => ofCalls('liveness', file, [[1, 3, input.height, input.width]])),
  ])
}

/** Of a picture of the detector's working size, as `createDetector` runs it; a size the graph fixes goes first. */
function inputsOf({ closeUpSize }: DetectorSpec, { fit }: DetectorNetwork, { width, height }: Size): Dims[] {
  if (fit === 'stretch') return [[1, 3, height, width]]
  const padded = (pixels: number) => Math.ceil(pixels / LARGEST_STRIDE) * LARGEST_STRIDE
  const share = closeUpSize === undefined ? undefined : closeUpSize / Math.max(width, height)
  const scales = share === undefined ? [1] : [1, share]
  return scales.map(scale => [1, 3, padded(Math.round(height * scale)), padded(Math.round(width * scale))])
}
