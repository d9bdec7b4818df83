// face-api (MIT): one of its two detectors, 68 landmarks and descriptor, each with its defaults, matched by its FaceMatcher.

import { join } from 'node:path'
import { asTensor, fromPeers, INSTALLED, openTensorFlow, type Peer, type RgbPicture } from './peer.ts'

/** The default of FaceMatcher: Euclidean distance below. */
const MAX_DISTANCE = 0.6
const MODELS = join(INSTALLED, '@vladmandic/face-api/model')

type Detector = 'tinyFaceDetector' | 'ssdMobilenetv1'

interface Net {
  loadFromDisk(folder: string): Promise<void>
}
interface DescribedFace {
  readonly detection: {
    readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  }
  readonly descriptor: Float32Array
}
interface FaceMatcher {
  findBestMatch(descriptor: Float32Array): { readonly label: string }
}
interface FaceApi {
  readonly version: string
  readonly nets: Readonly<Record<Detector | 'faceLandmark68Net' | 'faceRecognitionNet', Net>>
  readonly TinyFaceDetectorOptions: new () => object
  readonly SsdMobilenetv1Options: new () => object
  readonly LabeledFaceDescriptors: new (label: string, descriptors: readonly Float32Array[]) => object
  readonly FaceMatcher: new (people: readonly object[], maxDistance: number) => FaceMatcher
  detectAllFaces(
    input: unknown,
    options: object,
  ): {
    withFaceLandmarks(): { withFaceDescriptors(): PromiseLike<readonly DescribedFace[]> }
  }
}

export async function openFaceApi(detector: Detector): Promise<Peer> {
  const tf = await openTensorFlow()
  const faceapi = fromPeers('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi
  for (const net of [detector, 'faceLandmark68Net', 'faceRecognitionNet'] as const) await faceapi.nets[net].loadFromDisk(MODELS)
  const options = detector === 'ssdMobilenetv1' ? new faceapi.SsdMobilenetv1Options() : new faceapi.TinyFaceDetectorOptions()
  const people: object[] = []
  let matcher: FaceMatcher | undefined

  const detect = (picture: RgbPicture) =>
    asTensor(tf, picture, async tensor => faceapi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors())

  return {
    version: faceapi.version,
    async register(name, photo) {
      const area = ({ detection: { box } }: DescribedFace) => box.width * box.height
      const largest = (await detect(photo)).toSorted((a, b) => area(b) - area(a))[0]
      if (!largest) return false
      people.push(new faceapi.LabeledFaceDescriptors(name, [largest.descriptor]))
      matcher = new faceapi.FaceMatcher(people, MAX_DISTANCE)
      return true
    },
    look: async picture =>
      (await detect(picture)).map(({ detection: { box }, descriptor }) => {
        const label = matcher?.findBestMatch(descriptor).label
        return { x: box.x + box.width / 2, y: box.y + box.height / 2, name: label === 'unknown' ? undefined : label }
      }),
  }
}
