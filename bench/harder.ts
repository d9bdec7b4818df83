// What is harder than one clip of six friends: 30 and 100 faces in a frame, 4K, and networks as large as those of buffalo_l; each by `rostro bench` of the built program.

import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { BenchFigures } from '../src/app/bench/bench.ts'
import { openModels, openRostro } from '../src/app/open-rostro.ts'
import { messageOf } from '../src/core/errors.ts'
import { rostroHome } from '../src/models/packs/home.ts'
import { compileBench, isBuilt, runScript } from './built.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { enrolPhotos } from './enrol-photos.ts'
import { resizedClip, wallOfFaces, type Wall } from './harder/clips.ts'
import { addBuiltPack, type BuiltPack } from './harder/pack.ts'
import type { SpeedRun } from './speed-child.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
const FULL_HD = { width: 1920, height: 1080 }
const UHD = { width: 3840, height: 2160 }

const { shared, json, threads, only, numbers } = readOptions({ frames: 250, runs: 3 })
const [video, lfw] = [join(shared, 'data/video'), join(shared, 'data/lfw')]
const clip = join(video, 'six-friends.mp4')
needs(clip)
needs(lfw)
if (!isBuilt()) throw new Error('dist is missing; run "npm run build" first.')

interface Names {
  readonly right: number
  readonly wrong: number
}
type Measured = BenchFigures & { readonly loadAverage: number; readonly names?: Names }

const home = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
const figures: Record<string, Measured> = {}
try {
  await openModels().pull('mobile')
  await mkdir(join(home, 'models'))
  await symlink(join(rostroHome(), 'models/mobile'), join(home, 'models/mobile'))
  for (const [name, measure] of Object.entries(parts())) {
    if (only.length > 0 && !only.includes(name)) continue
    console.error(`${name} …`)
    figures[name] = await measure()
  }
  print()
  await writeJson(json, { ...figures, machine: machine() })
} finally {
  await rm(home, { recursive: true, force: true })
}

function parts(): Record<string, () => Promise<Measured>> {
  const friends = PEOPLE.map(name => join(video, 'six-friends-faces', `${name}.png`))
  return {
    'six-friends': async () => measureWith(await homeOf('friends', friends), clip),
    '4k': async () => measureWith(await homeOf('friends', friends), await resizedClip(clip, UHD, numbers.frames)),
    'faces-30': () => measureWall(30),
    'faces-100': () => measureWall(100),
    'like-buffalo-s': () => measurePack('like-buffalo-s'),
    'like-buffalo-m': () => measurePack('like-buffalo-m'),
  }
}

/** With nobody registered: of networks by chance, everybody would be anybody. */
async function measurePack(name: BuiltPack): Promise<Measured> {
  const own = await homeOf(name, [])
  await addBuiltPack(own, name, join(shared, 'models'))
  return measureWith(own, clip, ['--pack', name])
}

/** Half of the people on the wall are registered, from another photo than the one that is shown. */
async function measureWall(count: number): Promise<Measured> {
  const people = await listedPeople(count)
  const registered = people.filter((_, i) => i % 2 === 0)
  const own = await homeOf(`wall${count}`, await photosNamed(registered))
  const wall = await wallOfFaces(
    people.map(({ shown }) => join(lfw, shown)),
    FULL_HD,
    numbers.frames,
  )
  const measured = await measureWith(own, wall.clip)
  const { seen = [] } = await runScript<SpeedRun>(await compileBench(['speed-child']), ['names', wall.clip, own])
  return { ...measured, names: countNames(seen, wall, people) }
}

interface Listed {
  readonly person: string
  /** Relative to `data/lfw`. */
  readonly reference: string
  readonly shown: string
}

async function listedPeople(count: number): Promise<Listed[]> {
  const lines = (await readFile(join(lfw, 'identification.tsv'), 'utf8')).split('\n').filter(line => !line.startsWith('#'))
  const photos = lines.map(line => line.split('\t') as [string, string, string])
  const first = (role: string) =>
    new Map([...photos].reverse().flatMap(([of, person, image]) => (of === role ? [[person, image]] : [])))
  const [references, probes] = [first('reference'), first('probe')]
  const both = [...probes].filter(([person]) => references.has(person)).sort()
  return both.slice(0, count).map(([person, shown]) => ({ person, reference: references.get(person)!, shown }))
}

/** enrolPhotos names people after files. */
async function photosNamed(people: readonly Listed[]): Promise<string[]> {
  const folder = await mkdtemp(join(home, 'photos-'))
  return Promise.all(
    people.map(async ({ person, reference }) => {
      const file = join(folder, `${person}.png`)
      await copyFile(join(lfw, reference), file)
      return file
    }),
  )
}

/** A face counts for whoever is in its cell; nobody is there but them. */
function countNames(seen: NonNullable<SpeedRun['seen']>, { columns, rows }: Wall, people: readonly Listed[]): Names {
  const [width, height] = [Math.floor(FULL_HD.width / columns), Math.floor(FULL_HD.height / rows)]
  let [right, wrong] = [0, 0]
  for (const { x, y, name } of seen.flatMap(({ faces }) => faces)) {
    if (name === undefined) continue
    const person = people[Math.floor(y / height) * columns + Math.floor(x / width)]?.person
    if (name === person) right++
    else wrong++
  }
  return { right: round(right / seen.length, 2), wrong: round(wrong / seen.length, 2) }
}

/** A data folder with the machine's pack `mobile` and these people; those whose photo is refused are not in it. */
async function homeOf(name: string, photos: readonly string[]): Promise<string> {
  const own = join(home, name)
  await mkdir(own, { recursive: true })
  await symlink(join(home, 'models'), join(own, 'models')).catch(() => {}) // It was there for another part.
  const rostro = await openRostro({ home: own, pack: 'mobile' })
  try {
    if ((await rostro.store.people()).length === 0)
      for (const photo of photos)
        await enrolPhotos(rostro, [photo]).catch((error: unknown) => {
          console.error(`Not registered: ${messageOf(error)}`)
        })
  } finally {
    await rostro.close()
  }
  return own
}

async function measureWith(own: string, source: string, more: readonly string[] = []): Promise<Measured> {
  const file = join(own, 'figures.json')
  const loadAverage = round(loadavg()[0]!, 1)
  const words = ['bench', source, '--json', file, '--frames', String(numbers.frames), '--runs', String(numbers.runs)]
  const options = ['--device', 'cpu', ...(threads === undefined ? [] : ['--threads', String(threads)]), ...more]
  const child = spawn(process.execPath, [resolve('dist/cli/rostro.cjs'), ...words, ...options], {
    env: { ...process.env, ROSTRO_HOME: own },
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: dirname(file),
  })
  const code = await new Promise<number | null>(done => child.on('close', done))
  if (code !== 0) throw new Error(`rostro bench ended with exit code ${code ?? 'none'}.`)
  return { ...(JSON.parse(await readFile(file, 'utf8')) as BenchFigures), loadAverage }
}

function print(): void {
  console.log(`${machine()}, device cpu, medians of ${numbers.runs} runs\n`)
  printTable(
    [
      '',
      'picture',
      'frames/s',
      'CPU ms',
      'decode',
      'ratio',
      'faces',
      'named',
      'wrong',
      'detector ms',
      'embedder ms',
      'MB',
      'load',
    ],
    Object.entries(figures).map(([name, one]) => {
      const ms = (role: string) => round(one.networks.find(network => network.role === role)?.time?.cpuMs ?? NaN, 2)
      return [
        ...[name, `${one.picture.width}×${one.picture.height}`, round(one.framesPerSecond, 1), round(one.cpuMsPerFrame, 2)],
        ...[round(one.decoding.cpuMsPerFrame, 2), round(one.ratioToDecoding, 1), round(one.faces.perFrame, 1)],
        ...[round(one.faces.namedPerFrame, 1), one.names?.wrong ?? '', ms('detect'), ms('embed')],
        ...[round(one.memoryMb.peak, 0), one.loadAverage],
      ]
    }),
  )
}
