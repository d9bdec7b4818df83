// `rostro serve` of the built program in a process of its own, with the six people registered, watched from outside.

import { fork } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openModels, openRostro } from '../../src/app/open-rostro.ts'
import type { Client } from '../../src/client.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import { browserClient } from '../../test/e2e/browser-client.ts'
import type { Place } from '../../test/e2e/place.ts'
import { startRostro } from '../../test/e2e/rostro.ts'
import { compileBench } from '../built.ts'
import { enrolPhotos } from '../enrol-photos.ts'

const ACCOUNT = { name: 'bench', password: 'a pass phrase for a bench' }
/** Of /proc/PID/stat, on every Linux of today. */
const TICKS_PER_SECOND = 100

export interface Vitals {
  readonly cpuSeconds: number
  readonly rssMb: number
  readonly openFiles: number
}

export interface Serving {
  readonly api: Client
  /** What bench/server-meter.ts writes. */
  readonly meterFile: string
  readonly vitals: () => Promise<Vitals>
  /** Resolves to the camera's id. */
  addCamera(name: string, address: string): Promise<string>
  close(): Promise<void>
}

export async function serve(photos: readonly string[], threads: number | undefined): Promise<Serving> {
  const home = await mkdtemp(join(tmpdir(), 'rostro-bench-cameras-'))
  const closers: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })]
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one()
  }
  try {
    await furnish(home, photos)
    const meterFile = join(home, 'meter.jsonl')
    const meter = pathToFileURL(await compileBench(['server-meter', 'cameras/lateness'])).href
    const idle = fork(await compileBench(['idle-meter']), {
      env: { ...process.env, ROSTRO_BENCH_METER: meterFile },
      execArgv: [],
    })
    closers.push(() => Promise.resolve(idle.kill()))
    const place: Pick<Place, 'home' | 'work' | 'user' | 'temporary' | 'onRemove'> = {
      ...{ home, work: home, user: home, temporary: tmpdir() },
      onRemove: () => {},
    }
    const running = await startRostro(
      place as Place,
      ['serve', '--no-open', '--port', '0', ...(threads === undefined ? [] : ['--threads', String(threads)])],
      // Flags and memory as `rostro` asks for itself with a newer Node (src/cli/rostro.cts); its threads it asks for too late where the meter is read before it.
      {
        flags: ['--no-memory-reducer', '--max-semi-space-size=4'],
        env: {
          ...{ NODE_OPTIONS: `--import=${meter}`, ROSTRO_BENCH_METER: meterFile },
          ...{ UV_THREADPOOL_SIZE: '32', MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' },
        },
      },
    )
    closers.push(() => {
      running.signal('SIGTERM')
      return running.ended
    })
    await running.shows(/Rostro is at/)
    const { origin, hash } = new URL(/https?:\/\/\S+\/setup#\S+/.exec(running.soFar())![0])
    const api = browserClient(origin)
    await api('POST /setup', { body: { token: hash.slice(1), ...ACCOUNT } })
    const { pid } = JSON.parse(await readFile(join(home, 'server.lock'), 'utf8')) as { pid: number }
    return {
      api,
      meterFile,
      vitals: () => vitalsOf(pid),
      addCamera: async (name, address) => (await api('POST /cameras', { body: { name, address } })).id,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The machine's models, these people, and liveness that marks: a clip in a loop is what it would refuse. */
async function furnish(home: string, photos: readonly string[]): Promise<void> {
  await openModels().pull('mobile')
  await symlink(join(rostroHome(), 'models'), join(home, 'models'))
  const rostro = await openRostro({ home, pack: 'mobile' })
  await enrolPhotos(rostro, photos)
  await rostro.store.setSetting('server', JSON.stringify({ liveness: 'mark' }))
  await rostro.close()
}

/** Of the process with all its threads. */
async function vitalsOf(pid: number): Promise<Vitals> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
  const rssKb = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssMb: (Number(rssKb) * 1024) / 1e6,
    openFiles: (await readdir(`/proc/${pid}/fd`)).length,
  }
}
