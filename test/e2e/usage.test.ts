// Help, versions and wrong usage: what a newcomer meets first. Needs no models.

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { makePlace } from './place.ts'
import { rostro } from './rostro.ts'

const COMMANDS = [
  'start',
  'serve',
  'register',
  'recognize',
  'threshold',
  'replay',
  'import',
  'people',
  'models',
  'eval',
  'doors',
  'doctor',
  'bench',
  'demo',
]

test('without arguments, and with --help, it prints the help a newcomer can live from', async () => {
  const place = await makePlace()
  const bare = await rostro(place, [])
  expect(bare).toMatchObject({ code: 0, stderr: '' })
  const help = await rostro(place, ['--help'])
  expect(help).toEqual(bare)
  for (const command of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
  expect(help.stdout).toContain('First steps:')
  expect(help.stdout).toContain('Exit codes: 0 done')
  expect(help.stdout).toContain('ROSTRO_HOME')
  expect(await place.strays()).toEqual([])
})

test('--version says the version of the package', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  expect(await rostro(await makePlace(), ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test.each([
  [['frobnicate'], "unknown command 'frobnicate'"],
  [['recognise'], 'Did you mean recognize?'],
  [['register', '-n', ' ', '--photos', 'a.jpg'], 'A name must not be empty'],
  [['recognize', '--save', 'clip.avi'], 'It must end in .mp4.'],
])('%j is wrong usage: exit 2, one sentence, nothing on stdout', async (args, sentence) => {
  const { code, stdout, stderr } = await rostro(await makePlace(), args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3)
})
