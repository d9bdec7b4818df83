// The programs of docs/alerts.md that check a signature, run as they stand there.

import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { signatureOf } from '../../src/alerts/webhook.ts'

const SECRET = 'a secret of sixteen characters'
const BODY = '{"person":{"name":"Ána"}}'
const now = new Date()
/** Header, body, and whether they belong together. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  [signatureOf(BODY, SECRET, now), BODY, true],
  [signatureOf(BODY, SECRET, now), `${BODY} `, false],
  [signatureOf(BODY, 'another secret of some length', now), BODY, false],
  [signatureOf(BODY, SECRET, new Date(now.getTime() - 600_000)), BODY, false],
  ['', BODY, false],
  ['t=1,v1=xyz', BODY, false],
]
const noPython = spawnSync('python3', ['--version']).error ? 'python3 is not installed' : undefined
if (noPython) console.log(`The example in Python is skipped: ${noPython}`)

async function example(language: string, file: string): Promise<string> {
  const text = await readFile('docs/alerts.md', 'utf8')
  const folder = await mkdtemp(join(tmpdir(), 'rostro-example-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, file), new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)![1]!)
  return folder
}

function answers(program: string, args: string[], cwd: string): unknown {
  const input = JSON.stringify({ secret: SECRET, cases: CASES })
  const { stdout, stderr } = spawnSync(program, args, { cwd, input, encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test('the example in Node accepts what Rostro signed a moment ago, and nothing else', async () => {
  const folder = await example('js', 'example.mjs')
  const script = `
    import { isGenuine } from './example.mjs'
    import { readFileSync } from 'node:fs'
    const { secret, cases } = JSON.parse(readFileSync(0, 'utf8'))
    console.log(JSON.stringify(cases.map(([header, body]) => isGenuine(header, Buffer.from(body), secret))))`
  expect(answers(process.execPath, ['--input-type=module', '-e', script], folder)).toEqual(CASES.map(([, , fits]) => fits))
})

test.skipIf(noPython)('so does the example in Python', async () => {
  const folder = await example('python', 'example.py')
  const script = `
import json, sys
sys.dont_write_bytecode = True
from example import is_genuine
given = json.load(sys.stdin)
print(json.dumps([is_genuine(header, body.encode(), given["secret"]) for header, body, _ in given["cases"]]))`
  expect(answers('python3', ['-c', script], folder)).toEqual(CASES.map(([, , fits]) => fits))
})
