import { appendFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { alertOf } from '../../test/alerts/fixtures.ts'
import { createJsonl } from './jsonl.ts'

async function newFolder(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'rostro-alerts-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  return join(home, 'alerts')
}

test('each alert is a line, in a file only its owner may read', async () => {
  const folder = await newFolder()
  const sink = createJsonl({ file: 'alerts.jsonl' }, folder)
  for (const sequence of [1, 2]) await sink.deliver(alertOf(sequence))
  const lines = (await readFile(join(folder, 'alerts.jsonl'), 'utf8')).split('\n')
  expect(lines).toEqual([JSON.stringify(alertOf(1)), JSON.stringify(alertOf(2)), ''])
  expect((await stat(join(folder, 'alerts.jsonl'))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('a line that was cut off by a crash does not spoil the next one', async () => {
  const folder = await newFolder()
  const sink = createJsonl({ file: 'alerts.jsonl' }, folder)
  await sink.deliver(alertOf(1))
  await appendFile(join(folder, 'alerts.jsonl'), '{"id":"n2","sequ')
  await sink.deliver(alertOf(2))
  const lines = (await readFile(join(folder, 'alerts.jsonl'), 'utf8')).split('\n')
  expect(lines[2]).toBe(JSON.stringify(alertOf(2)))
})

test('a link in place of the file is not followed', async () => {
  const folder = await newFolder()
  await mkdir(folder)
  await writeFile(join(folder, 'elsewhere'), '')
  await symlink(join(folder, 'elsewhere'), join(folder, 'alerts.jsonl'))
  await expect(createJsonl({ file: 'alerts.jsonl' }, folder).deliver(alertOf(1))).rejects.toThrow()
  expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('')
})
