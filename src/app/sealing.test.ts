import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { reference } from '../../test/contracts/store-fixtures.ts'
import { openStore } from './open-rostro.ts'
import { newMasterKey, recoverySheet, resealStore, rotateMasterKey, sealingState, sealStore, unsealStore } from './sealing.ts'

async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-sealing-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  await mkdir(home)
  return { home, env: {}, keyFile: join(folder, 'keys', 'master.key') }
}

async function enrolled(home: string): Promise<readonly string[]> {
  const store = await openStore(home, join(home, 'rostro.db'))
  try {
    return (await store.people()).map(({ name }) => name)
  } finally {
    await store.close()
  }
}

test('a store is sealed, its master key exchanged and unsealed, and everybody is there at every step', async () => {
  const asked = await place()
  const store = await openStore(asked.home, join(asked.home, 'rostro.db'))
  await store.enrol('Anna', [reference('a')])
  await store.close()
  const { sheet, damaged } = await sealStore(asked)
  expect(damaged).toEqual([])
  expect(await enrolled(asked.home)).toEqual(['Anna'])
  expect(await recoverySheet(asked)).toBe(sheet)
  expect(await sealingState(asked)).toMatchObject({ state: 'sealed', where: asked.keyFile })
  await expect(sealStore(asked)).rejects.toMatchObject({ code: 'usage_invalid' })

  const rotated = await rotateMasterKey(asked)
  expect(rotated).toMatchObject({ isOldGone: true })
  expect(rotated.sheet).not.toBe(sheet)
  expect(await readFile(asked.keyFile, 'utf8')).not.toContain(sheet)
  expect(await enrolled(asked.home)).toEqual(['Anna'])

  await resealStore(asked)
  expect(await enrolled(asked.home)).toEqual(['Anna'])
  await unsealStore(asked)
  expect(await sealingState(asked)).toMatchObject({ state: 'clear' })
  expect(await enrolled(asked.home)).toEqual(['Anna'])
})

test('a store that is not there yet is made, and the sheet opens it when the file of the key is lost', async () => {
  const asked = await place()
  const { sheet } = await sealStore(asked)
  await rm(asked.keyFile)
  await expect(enrolled(asked.home)).rejects.toMatchObject({ code: 'store_sealed' })
  await writeFile(asked.keyFile, sheet, { mode: 0o600 })
  expect(await enrolled(asked.home)).toEqual([])
})

test('a key from elsewhere is never written down, and exchanged when both are given', async () => {
  const { home, keyFile } = await place()
  const [old, fresh] = [newMasterKey(), newMasterKey()]
  const given = (key: string) => ({ home, env: { ROSTRO_MASTER_KEY: key } })
  await sealStore({ ...given(old), keyFile })
  await expect(readdir(join(keyFile, '..'))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(rotateMasterKey(given(old))).rejects.toThrow(/the new master key first and the old one after it/)
  expect(await rotateMasterKey(given(`${fresh}\n${old}`))).toMatchObject({ isOldGone: false, sheet: fresh })
  expect(await recoverySheet(given(fresh))).toBe(fresh)
  await expect(unsealStore(given(old))).rejects.toMatchObject({ code: 'store_sealed' })
  await unsealStore(given(fresh))
})

test('a key in the data folder is refused before anything is sealed', async () => {
  const asked = await place()
  await expect(sealStore({ ...asked, keyFile: join(asked.home, 'master.key') })).rejects.toThrow(/lies in the data folder/)
  expect(await sealingState(asked)).toMatchObject({ state: 'clear' })
})

test('copies of templates beside the store go when it is sealed', async () => {
  const asked = await place()
  const snapshot = join(asked.home, `gallery-${'0'.repeat(16)}.snapshot`)
  await writeFile(snapshot, 'templates')
  await sealStore(asked)
  expect(await readdir(asked.home)).not.toContain(snapshot.split('/').at(-1))
})
