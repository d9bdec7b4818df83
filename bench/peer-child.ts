// One peer in a process of its own: registers the people, looks at the frames, and prints one line of JSON. Started by bench/peers/side-by-side.ts.

import { openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { openFaceApi } from './peers/face-api.ts'
import { openHuman } from './peers/human.ts'
import type { NamedFace, Peer, PeerName, RgbPicture } from './peers/peer.ts'
import type { Pictures } from './peers/pictures.ts'

export interface PeerTiming {
  readonly version: string
  readonly registered: number
  readonly frames: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMb: number
  readonly seen: readonly { readonly atMs: number; readonly faces: readonly NamedFace[] }[]
}

/** Looked at before the clock starts: compiling WebAssembly is not counted. */
const WARM_UP_FRAMES = 3

const [name, folder] = process.argv.slice(2) as [PeerName, string]
// Peers write what they think to stdout; the last line is ours.
const said = console.log
console.log = console.info = console.error
const { photos, frames } = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8')) as Pictures
const file = openSync(join(folder, 'pictures.rgb'), 'r')

const OPEN: Readonly<Record<PeerName, () => Promise<Peer>>> = {
  human: openHuman,
  'face-api': () => openFaceApi('tinyFaceDetector'),
  'face-api-ssd': () => openFaceApi('ssdMobilenetv1'),
}
const peer = await OPEN[name]()
let registered = 0
for (const photo of photos) if (await peer.register(photo.name, read(photo))) registered++
for (const frame of frames.slice(0, WARM_UP_FRAMES)) await peer.look(read(frame))

let [wallMs, cpuMs] = [0, 0]
const seen: PeerTiming['seen'][number][] = []
for (const frame of frames) {
  const picture = read(frame)
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const faces = await peer.look(picture)
  wallMs += performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  cpuMs += (user + system) / 1000
  seen.push({ atMs: frame.atMs, faces })
}
const rssMb = (process.resourceUsage().maxRSS * 1024) / 1e6
said(
  JSON.stringify({ version: peer.version, registered, frames: frames.length, wallMs, cpuMs, rssMb, seen } satisfies PeerTiming),
)
process.exit(0)

function read({ width, height, offset }: Pictures['photos'][number] | Pictures['frames'][number]): RgbPicture {
  const data = new Uint8Array(width * height * 3)
  readSync(file, data, 0, data.length, offset)
  return { width, height, data }
}
