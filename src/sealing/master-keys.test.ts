import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createMasterKey } from './master-key.ts'
import { fromCommand, fromEnvironment, keyFile, masterKeysFrom } from './master-keys.ts'

const KEY = createMasterKey()

async function places() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-keys-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  await mkdir(home)
  return { home, file: join(folder, 'keys', 'master.key') }
}

test('a key file is its owner’s alone, and says what it is', async () => {
  const { home, file } = await places()
  const keys = keyFile(file, home)
  await keys.write!([KEY])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).toMatch(/^# The master key of a Rostro store/)
  expect(await keys.read()).toEqual([KEY])
})

test('a key file that others may read is refused', async () => {
  const { home, file } = await places()
  await keyFile(file, home).write!([KEY])
  await chmod(file, 0o640)
  await expect(keyFile(file, home).read()).rejects.toThrow(/open to other users \(mode 640\)/)
})

test('a key in the data folder is refused, also by way of a link', async () => {
  const { home, file } = await places()
  const inside = join(home, 'master.key')
  await expect(keyFile(inside, home).write!([KEY])).rejects.toMatchObject({ code: 'store_sealed' })
  await writeFile(inside, KEY.text, { mode: 0o600 })
  await expect(keyFile(inside, home).read()).rejects.toThrow(/lies in the data folder/)
  await mkdir(join(file, '..'))
  await symlink(inside, file)
  await expect(keyFile(file, home).read()).rejects.toThrow(/lies in the data folder/)
})

test('the environment, a program, and a credential of systemd give keys, in this order', async () => {
  const { home, file } = await places()
  await keyFile(file, home).write!([KEY])
  const [inEnvironment, credential] = [createMasterKey(), createMasterKey()]
  const folder = join(file, '..')
  await writeFile(join(folder, 'rostro-master-key'), credential.text, { mode: 0o400 })
  const read = (env: Record<string, string>) => masterKeysFrom(env, { home, file }).read()
  expect(await read({})).toEqual([KEY])
  expect(await read({ CREDENTIALS_DIRECTORY: folder })).toEqual([credential])
  expect(await read({ CREDENTIALS_DIRECTORY: home })).toEqual([KEY])
  expect(await read({ ROSTRO_MASTER_KEY_COMMAND: `cat ${file}`, CREDENTIALS_DIRECTORY: folder })).toEqual([KEY])
  expect(await read({ ROSTRO_MASTER_KEY: inEnvironment.text, ROSTRO_MASTER_KEY_FILE: file })).toEqual([inEnvironment])
})

test('what cannot be read is said without showing what was read', async () => {
  const { home, file } = await places()
  await expect(keyFile(file, home).read()).rejects.toThrow(/is not there; bring it back/)
  await expect(fromEnvironment('secret').read()).rejects.toThrow(/^Key 1 in ROSTRO_MASTER_KEY is not a master key(?!.*secret)/)
  await expect(fromCommand('false').read()).rejects.toThrow(/The command "false" that gives the master key failed/)
  await expect(fromCommand('no-such-program-here').read()).rejects.toThrow(/failed \(ENOENT\)/)
  await expect(fromCommand('echo secret').read()).rejects.toThrow(/prints is not a master key(?!.*secret)/)
})
