// Frames from your own code, here a photo shown again and again, until somebody is decided about:
//   npx tsx examples/your-own-camera.ts ana.jpg

import { setTimeout as delay } from 'node:timers/promises'
import { createPushSource, openRecognizer, type Image } from 'rostro'
import sharp from 'sharp'

const FRAMES = 250
const [photo] = process.argv.slice(2)
if (photo === undefined) {
  console.error('Give a photo to show: ana.jpg')
  process.exit(2)
}

/** Pixels row by row, three bytes each: red, green, blue. Your camera gives them in its own way. */
async function takePicture(path: string): Promise<Image> {
  const { data, info } = await sharp(path)
    .rotate()
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

const picture = await takePicture(photo)
const camera = createPushSource({ id: 'my camera' })
const stop = new AbortController()

/** Pushing never waits: while recognition is busy, the newest frame replaces the one before. */
async function film(): Promise<void> {
  for (let frame = 0; frame < FRAMES && !stop.signal.aborted; frame++) {
    camera.push(picture)
    await delay(40)
  }
  camera.end()
}

const recognizer = await openRecognizer()
const filming = film()
try {
  let found = false
  for await (const seen of recognizer.recognize(camera)) {
    if (seen.type !== 'decided') continue
    console.log(`${seen.source}: ${seen.name ?? seen.outcome}`)
    found = true
    break
  }
  if (!found) console.log('No face was seen.')
} finally {
  stop.abort()
  await filming
  await recognizer.close()
}
