// Human (MIT) as one would set it up to name people in a clip: faces, mesh and description, and nothing else.

import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { asTensor, fromPeers, INSTALLED, openTensorFlow, WASM_FOLDER, type Peer } from './peer.ts'

/** Of Human's own demos faceid and facematch; its documentation calls more a match. */
const MIN_SIMILARITY = 0.5

interface HumanFace {
  readonly box: readonly [number, number, number, number]
  readonly embedding?: readonly number[]
}
interface Human {
  readonly version: string
  load(): Promise<void>
  detect(input: unknown): Promise<{ readonly face: readonly HumanFace[]; readonly error: string | null }>
  readonly match: {
    find(
      descriptor: readonly number[],
      descriptors: readonly (readonly number[])[],
    ): { readonly index: number; readonly similarity: number }
  }
}

const off = { enabled: false }
/** Default is one face; what is not said here is Human's default, its caching between frames among it. */
const CONFIG = {
  backend: 'wasm',
  wasmPath: WASM_FOLDER,
  modelBasePath: pathToFileURL(join(INSTALLED, '@vladmandic/human/models/')).href,
  face: {
    enabled: true,
    detector: { maxDetected: 10 },
    mesh: { enabled: true },
    description: { enabled: true },
    ...{ iris: off, emotion: off, antispoof: off, liveness: off },
  },
  ...{ body: off, hand: off, object: off, gesture: off, segmentation: off },
}

export async function openHuman(): Promise<Peer> {
  readFilesByFetch()
  const tf = await openTensorFlow()
  const { Human } = fromPeers('@vladmandic/human/dist/human.node-wasm.js') as { Human: new (config: object) => Human }
  const human = new Human(CONFIG)
  await human.load()
  const people: { readonly name: string; readonly embedding: readonly number[] }[] = []

  const detect = async (picture: Parameters<Peer['look']>[0]) => {
    const { face, error } = await asTensor(tf, picture, tensor => human.detect(tensor))
    if (error !== null) throw new Error(`Human: ${error}`)
    return face
  }

  const nameOf = ({ embedding }: HumanFace) => {
    if (!embedding) return undefined
    const { index, similarity } = human.match.find(
      embedding,
      people.map(person => person.embedding),
    )
    return similarity > MIN_SIMILARITY ? people[index]?.name : undefined
  }

  return {
    version: human.version,
    async register(name, photo) {
      const largest = (await detect(photo)).toSorted((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3])[0]
      if (!largest?.embedding) return false
      people.push({ name, embedding: largest.embedding })
      return true
    },
    look: async picture =>
      (await detect(picture)).map(face => {
        const [x, y, width, height] = face.box
        return { x: x + width / 2, y: y + height / 2, name: nameOf(face) }
      }),
  }
}

/** Human loads its models by fetch, and Node's has no `file:`. */
function readFilesByFetch(): void {
  const overNetwork = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    return url.startsWith('file:') ? new Response(await readFile(new URL(url))) : overNetwork(input, init)
  }
}
