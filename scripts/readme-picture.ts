// Makes docs/page.jpg: the live page before a camera that shows a sample photo of the demo, with two of its people registered.

import { cp, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openModels } from '../src/app/open-rostro.ts'
import type { Client } from '../src/client.ts'
import { cropResize } from '../src/core/image/resize.ts'
import { pullDemoPhotos } from '../src/models/packs/demo-photos.ts'
import { rostroHome } from '../src/models/packs/home.ts'
import { encodeJpeg, readPhoto } from '../src/video/photos.ts'
import type { Place } from '../test/e2e/place.ts'
import { ADMIN, setUp, startServer } from '../test/e2e/server.ts'
import { openBrowser } from '../test/web/browser.ts'

const NAMES = ['Ada', 'Clara']
const CAMERA = { width: 1280, height: 720, frames: 90 }
const PAGE = { width: 1280, height: 540 }

const root = await mkdtemp(join(tmpdir(), 'rostro-picture-'))
const closers: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true })]
try {
  const photo = (await pullDemoPhotos(rostroHome()))[Number(process.argv[2] ?? 3) - 1]!
  const server = await startServer(await makePlace())
  const api = await setUp(server)
  await register(api, photo)
  const browser = await openBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${await writeCamera(photo)}`,
  ])
  if (!browser) process.exit(1)
  closers.push(() => browser.close())
  const page = await browser.newPage({ viewport: PAGE, locale: 'en-GB', deviceScaleFactor: 1 })
  await page.goto(`${server.url}/sign-in`)
  await page.getByLabel('Name', { exact: true }).fill(ADMIN.name)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('button', { name: /Start camera/ })
    .first()
    .click()
  for (const name of NAMES) await page.getByText(`${name} is here.`).first().waitFor({ state: 'attached' })
  await page.waitForTimeout(6000)
  await page.screenshot({ path: 'docs/page.jpg', type: 'jpeg', quality: 84 })
} finally {
  for (const close of closers.reverse()) await close()
}

async function makePlace(): Promise<Place> {
  await openModels().pull('mobile')
  const [home, work] = [join(root, 'home'), join(root, 'work')]
  await mkdir(work)
  await cp(join(rostroHome(), 'models'), join(home, 'models'), { recursive: true })
  return {
    ...{ home, work, user: work, temporary: tmpdir() },
    file: name => join(work, name),
    strays: () => Promise.resolve([]),
    onRemove: close => closers.push(close),
    remove: () => Promise.resolve(),
  }
}

/** The largest faces of the photo, each picked from it; the others stay strangers. */
async function register(api: Client, photo: string): Promise<void> {
  const pictures = { image: new Blob([new Uint8Array(await readFile(photo))]) }
  for (const [face, name] of NAMES.entries()) {
    const { id: enrolmentId } = await api('POST /enrolments', { body: {} })
    const params = { enrolmentId }
    await api('POST /enrolments/:enrolmentId/photos', { params, query: { face }, pictures })
    const consent = { text: 'A sample photo of the demo.', given: true as const }
    await api('POST /enrolments/:enrolmentId/finish', { params, body: { name, consent } })
  }
}

/** The photo as a camera that moves a little. */
async function writeCamera(photo: string): Promise<string> {
  const { image } = await readPhoto(photo)
  const path = join(root, 'camera.mjpeg')
  const file = await open(path, 'w')
  const width = image.width * 0.74
  const height = (width * CAMERA.height) / CAMERA.width
  for (let i = 0; i < CAMERA.frames; i++) {
    const phase = (2 * Math.PI * i) / CAMERA.frames
    const x = (image.width - width) * (0.8 + 0.1 * Math.sin(phase))
    const y = Math.max(0, (image.height - height) * 0.12 + 6 * Math.cos(phase))
    await file.write(await encodeJpeg(cropResize(image, { x, y, width, height }, CAMERA.width, CAMERA.height), 88))
  }
  await file.close()
  return path
}
