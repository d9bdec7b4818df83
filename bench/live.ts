// The page live in Chromium: from the camera's frame to the box drawn on it, for one browser and for three at once.

import { mkdir, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { openModels, openRostro } from '../src/app/open-rostro.ts'
import { rostroHome } from '../src/models/packs/home.ts'
import { openSource } from '../src/video/open-source.ts'
import { encodeJpeg } from '../src/video/photos.ts'
import type { Place } from '../test/e2e/place.ts'
import { startRostro, type Running } from '../test/e2e/rostro.ts'
import { openBrowser } from '../test/web/browser.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { enrolPhotos } from './enrol-photos.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
const BROWSERS = (process.env['B'] ?? '1,3').split(',').map(Number)
const CAMERA_FRAMES = 300
const SECONDS = { warmUp: 8, measured: 20 }
const AIM_P95_MS = 100
const ACCOUNT = { name: 'bench', password: 'a pass phrase for a bench' }
/** Of /proc/PID/stat, on every Linux of today. */
const TICKS_PER_SECOND = 100

interface Drawn {
  readonly roundTripMs: number
  readonly tookMs: number
  readonly encodeMs: number
  readonly width: number
}
interface Watched {
  readonly drawn: readonly Drawn[]
  readonly counts: { readonly sent: number; readonly skipped: number; readonly dropped: number }
}

const { shared, json, threads } = readOptions()
const clip = join(shared, 'data/video/six-friends.mp4')
needs(clip)

const home = await mkdtemp(join(tmpdir(), 'rostro-bench-live-'))
const closers: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })]
try {
  const camera = await writeCamera(join(home, 'camera.mjpeg'))
  await enrol()
  const server = await startServer()
  console.log(`${machine()}; six-friends.mp4 at 1280×720 as each browser's camera, 6 people, pack mobile\n`)
  const figures = []
  for (const count of BROWSERS) figures.push(await measure(count, server, camera))
  print(figures)
  await writeJson(json, figures)
} finally {
  for (const close of closers.reverse()) await close()
}

/** Chromium plays a file of JPEGs as a camera of 30 frames a second, in a loop. */
async function writeCamera(path: string): Promise<string> {
  const file = await open(path, 'w')
  let frames = 0
  for await (const frame of (await openSource(clip)).frames()) {
    await file.write(await encodeJpeg(await frame.image(), 85))
    frame.close()
    if (++frames >= CAMERA_FRAMES) break
  }
  await file.close()
  return path
}

async function enrol(): Promise<void> {
  await openModels().pull('mobile')
  await mkdir(home, { recursive: true })
  await symlink(join(rostroHome(), 'models'), join(home, 'models'))
  const rostro = await openRostro({ home, pack: 'mobile' })
  await enrolPhotos(
    rostro,
    PEOPLE.map(name => join(shared, 'data/video/six-friends-faces', `${name}.png`)),
  )
  await rostro.close()
}

interface Server {
  readonly pid: number
  readonly url: string
}

async function startServer(): Promise<Server> {
  const place: Pick<Place, 'home' | 'work' | 'user' | 'temporary' | 'onRemove'> = {
    ...{ home, work: home, user: home, temporary: tmpdir() },
    onRemove: () => {},
  }
  const running: Running = await startRostro(place as Place, [
    ...['serve', '--no-open', '--port', '0'],
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
  ])
  closers.push(() => {
    running.signal('SIGTERM')
    return running.ended
  })
  await running.shows(/Rostro is at/)
  const setupUrl = /https?:\/\/\S+\/setup#\S+/.exec(running.soFar())![0]
  const { origin, hash } = new URL(setupUrl)
  const made = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rostro-request': '1', origin },
    body: JSON.stringify({ token: hash.slice(1), ...ACCOUNT }),
  })
  if (!made.ok) throw new Error(await made.text())
  const { pid } = JSON.parse(await readFile(join(home, 'server.lock'), 'utf8')) as { pid: number }
  return { pid, url: origin }
}

async function measure(count: number, server: Server, camera: string) {
  const browsers: Browser[] = []
  try {
    const pages: Page[] = []
    for (let i = 0; i < count; i++) {
      const browser = await openBrowser([
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${camera}`,
      ])
      if (!browser) process.exit(0)
      browsers.push(browser)
      pages.push(await watchOwnCamera(browser, server.url))
    }
    await wait(SECONDS.warmUp * 1000)
    const cpuBefore = await cpuSeconds(server.pid)
    const before = await Promise.all(pages.map(readOff))
    await wait(SECONDS.measured * 1000)
    const after = await Promise.all(pages.map(readOff))
    const cpu = (await cpuSeconds(server.pid)) - cpuBefore
    return {
      browsers: count,
      serverCores: cpu / SECONDS.measured,
      each: after.map((now, i) => summarise(before[i]!, now)),
    }
  } finally {
    for (const browser of browsers) await browser.close()
  }
}

async function watchOwnCamera(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('Name', { exact: true }).fill(ACCOUNT.name)
  await page.getByLabel('Password', { exact: true }).fill(ACCOUNT.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/live')
  await page.evaluate(`window.drawn = []; addEventListener('rostro:drawn', ({ detail }) => window.drawn.push(detail))`)
  await page
    .getByRole('button', { name: /Start camera/ })
    .first()
    .click()
  return page
}

async function readOff(page: Page): Promise<Watched> {
  return page.evaluate<Watched>(`(() => {
    const { dataset } = document.querySelector('[data-round-trip]')
    const counts = { sent: +dataset.sent, skipped: +dataset.skipped, dropped: +dataset.dropped }
    return { drawn: window.drawn, counts }
  })()`)
}

function summarise(before: Watched, after: Watched) {
  const drawn = after.drawn.slice(before.drawn.length)
  const of = (value: (frame: Drawn) => number, share: number) => {
    const sorted = drawn.map(value).sort((a, b) => a - b)
    return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN, 1)
  }
  return {
    p50Ms: of(frame => frame.roundTripMs, 0.5),
    p95Ms: of(frame => frame.roundTripMs, 0.95),
    serverP50Ms: of(frame => frame.tookMs, 0.5),
    encodeP50Ms: of(frame => frame.encodeMs, 0.5),
    widthPx: of(frame => frame.width, 0.5),
    perSecond: round(drawn.length / SECONDS.measured, 1),
    skipped: after.counts.skipped - before.counts.skipped,
    dropped: after.counts.dropped - before.counts.dropped,
  }
}

/** Of the process with all its threads. */
async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

function print(figures: readonly Awaited<ReturnType<typeof measure>>[]): void {
  printTable(
    [
      'browsers',
      'browser',
      'p50 ms',
      'p95 ms',
      'server p50',
      'JPEG p50',
      'width',
      'a second',
      'skipped',
      'dropped',
      'server cores',
    ],
    figures.flatMap(({ browsers, each, serverCores }) =>
      each.map((b, i) => [
        ...[browsers, i + 1, b.p50Ms, b.p95Ms, b.serverP50Ms, b.encodeP50Ms, b.widthPx, b.perSecond, b.skipped, b.dropped],
        round(serverCores, 2),
      ]),
    ),
  )
  const one = figures.find(({ browsers }) => browsers === 1)!.each[0]!
  console.log(`One browser: p95 is ${round(one.p95Ms / AIM_P95_MS, 2)} of the aim of ${AIM_P95_MS} ms.`)
  for (const { browsers, each } of figures.filter(f => f.browsers > 1)) {
    const rates = each.map(b => b.perSecond)
    console.log(
      `${browsers} browsers: the slowest gets ${round(Math.min(...rates) / Math.max(...rates), 2)} of the fastest one's frames.`,
    )
  }
}
