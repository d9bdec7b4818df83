// One exit code for each kind of failure, one sentence that says what to do, and no stack trace unless asked for.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { facesAreHere, makePlace, makePlaceWithPack } from './place.ts'
import { rostro, type Ended } from './rostro.ts'

const here = await facesAreHere()
const STACK = /^\s+at .+:\d+/m

function expectFailure({ stdout, stderr, code }: Ended, expected: number, sentence: RegExp): void {
  expect(stderr).toMatch(sentence)
  expect(stderr).not.toMatch(STACK)
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
}

test('3: a person who is not there, a file that is not there', async () => {
  const place = await makePlace()
  expectFailure(
    await rostro(place, ['people', 'show', 'Nobody']),
    3,
    /^Error There is nobody called "Nobody"; see "rostro people list"\. \[person_not_found\]$/m,
  )
  expectFailure(
    await rostro(place, ['recognize', '--source', 'none.mp4']),
    3,
    /^Error There is no file or folder none\.mp4\. \[file_not_found\]$/m,
  )
  expectFailure(
    await rostro(place, ['import', 'none']),
    3,
    /^Error There is no folder none that may be read\. \[file_not_found\]$/m,
  )
})

test('4: a people file that is not a database is refused and left as it is', async () => {
  const place = await makePlace()
  await mkdir(place.home)
  const file = join(place.home, 'rostro.db')
  await writeFile(file, 'not a database, but perhaps dear to somebody '.repeat(100))
  const before = await readFile(file)
  expectFailure(await rostro(place, ['people']), 4, /^Error .*rostro\.db.* \[store_corrupt\]$/m)
  expect(await readFile(file)).toEqual(before)
})

test('4: a data folder that cannot be one', async () => {
  const place = await makePlace()
  await writeFile(place.home, 'a file where the folder should be')
  expectFailure(await rostro(place, ['people']), 4, /^Error .+ \[store_unavailable\]$/m)
})

test('5: a pack nobody knows', async () => {
  const place = await makePlace()
  expectFailure(
    await rostro(place, ['recognize', '--pack', 'nope', '--source', 'test:?frames=1']),
    5,
    /^Error There is no model pack "nope"; known are mobile, .* \[pack_unknown\]$/m,
  )
})

test('6: a camera that is not there, an address nobody answers', async () => {
  const place = await makePlace()
  expectFailure(
    await rostro(place, ['recognize', '--source', 'gopher://camera/1']),
    6,
    /^Error "gopher:\/\/camera\/1" is no source/m,
  )
})

test.skipIf(!here)('6: a stream nobody sends, without its password in what is said', async () => {
  const place = await makePlaceWithPack()
  const ended = await rostro(place, ['recognize', '--source', 'rtsp://me:CANARY@127.0.0.1:9/live'])
  expectFailure(
    ended,
    6,
    /^Error Cannot read rtsp:\/\/\*\*\*@127\.0\.0\.1:9\/live: nothing answers there\. \[source_unavailable\]$/m,
  )
  expect(ended.stderr).not.toContain('CANARY')
})

test.skipIf(!here)('5: one flipped bit in a model is refused with both hashes, at verifying and at loading', async () => {
  const place = await makePlaceWithPack()
  const model = join(place.home, 'models', 'mobile', 'fr_feature.onnx')
  const bytes = await readFile(model)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = bytes[middle]! ^ 1
  await writeFile(model, bytes)
  const hashes = /expected [0-9a-f]{64}, found [0-9a-f]{64}/
  const verified = await rostro(place, ['models', 'verify'])
  expect(verified.code).toBe(5)
  expect(verified.stdout).toMatch(hashes)
  expect(verified.stdout.match(/^ok {2}/gm)).toHaveLength(3)
  expect(verified.stderr).toContain('run "rostro models pull mobile"')
  expectFailure(
    await rostro(place, ['recognize', '--source', 'test:?frames=3']),
    5,
    /fr_feature\.onnx has SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64} and was not loaded; run "rostro models pull mobile" to replace it\. \[model_corrupt\]/,
  )
})

test.skipIf(!here)('5: a device that cannot start says what is missing', async () => {
  const place = await makePlaceWithPack()
  // No machine has both CUDA and Core ML.
  const device = process.platform === 'darwin' ? 'cuda' : 'coreml'
  const ended = await rostro(place, ['recognize', '--source', 'test:?frames=3', '--device', device])
  expectFailure(ended, 5, new RegExp(`^Error Device "${device}" cannot start: .+ \\[device_unavailable\\]$`, 'm'))
})

test('--debug shows where an error came from', async () => {
  const place = await makePlace()
  const { code, stderr } = await rostro(place, ['people', 'show', 'Nobody', '--debug'])
  expect(code).toBe(3)
  expect(stderr).toMatch(STACK)
})
