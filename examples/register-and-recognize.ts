// Registers a person from photos, then says who is in a clip, a photo or a folder of photos:
//   npx tsx examples/register-and-recognize.ts Ana party.mp4 ana1.jpg ana2.jpg

import { openRecognizer } from 'rostro'

const [name, source, ...photos] = process.argv.slice(2)
if (name === undefined || source === undefined || photos.length === 0) {
  console.error('Give a name, what to recognise in, and photos: Ana party.mp4 ana1.jpg ana2.jpg')
  process.exit(2)
}

const recognizer = await openRecognizer()
try {
  const { verdicts } = await recognizer.register(name, photos)
  for (const { photo, verdict } of verdicts) console.log(`${photo}: ${verdict.kept ? 'kept' : 'refused'}`)

  for await (const seen of recognizer.recognize(source)) {
    if (seen.type === 'decided') console.log(`${seen.name ?? seen.outcome}, similarity ${seen.similarity ?? 'none'}`)
  }
} finally {
  await recognizer.close()
}
