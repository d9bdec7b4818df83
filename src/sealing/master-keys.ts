// Where the master key comes from: a file outside the data folder, the environment, a program that prints it, or the system's credentials.

import { execFile } from 'node:child_process'
import { mkdir, open, readFile, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { randomUUID } from 'node:crypto'
import { messageOf, RostroError } from '../core/errors.ts'
import { moveDurably } from '../core/move-durably.ts'
import { parseMasterKeys, type MasterKey } from './master-key.ts'

export interface MasterKeys {
  /** For people: where the key is looked for. */
  readonly where: string
  /** The first wraps new keys; the others open what an earlier one wrapped. @throws RostroError store_sealed */
  read(): Promise<readonly MasterKey[]>
  /** Keeps these and no others, for what is a file of ours. */
  readonly write?: ((keys: readonly MasterKey[]) => Promise<void>) | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The name of the credential systemd hands over (`LoadCredentialEncrypted=rostro-master-key:…`). */
const CREDENTIAL = 'rostro-master-key'
const COMMAND_MS = 30_000
const MOST_BYTES = 64 * 1024

/**
 * The source that is chosen by the environment, else the file of this installation.
 * @param home the data folder, where there is one: a key in it would be stolen with what it seals
 */
export function masterKeysFrom(
  env: Environment,
  { home, file }: { readonly home?: string | undefined; readonly file: string },
): MasterKeys {
  if (env['ROSTRO_MASTER_KEY'] !== undefined) return fromEnvironment(env['ROSTRO_MASTER_KEY'])
  if (env['ROSTRO_MASTER_KEY_COMMAND'] !== undefined) return fromCommand(env['ROSTRO_MASTER_KEY_COMMAND'])
  if (env['ROSTRO_MASTER_KEY_FILE'] !== undefined) return keyFile(env['ROSTRO_MASTER_KEY_FILE'], home)
  const credentials = env['CREDENTIALS_DIRECTORY']
  if (credentials !== undefined) return eitherOf(fromCredential(join(credentials, CREDENTIAL)), keyFile(file, home))
  return keyFile(file, home)
}

export function fromEnvironment(text: string): MasterKeys {
  const where = 'ROSTRO_MASTER_KEY'
  return { where, read: () => Promise.resolve().then(() => parseMasterKeys(text, where)) }
}

/** Run without a shell, its words parted by spaces. What it prints is never shown. */
export function fromCommand(command: string): MasterKeys {
  const [program, ...given] = command.trim().split(/\s+/)
  const where = `what the command ${JSON.stringify(program ?? '')} prints`
  return {
    where,
    read: async () => {
      if (program === undefined || program === '') throw new RostroError('store_sealed', 'ROSTRO_MASTER_KEY_COMMAND is empty.')
      return parseMasterKeys(await outputOf(program, given), where)
    },
  }
}

function outputOf(program: string, given: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const options = { timeout: COMMAND_MS, maxBuffer: MOST_BYTES, encoding: 'utf8', windowsHide: true } as const
    execFile(program, [...given], options, (error, stdout) => {
      if (!error) {
        done(stdout)
        return
      }
      const how = error.killed ? `took longer than ${COMMAND_MS / 1000} s` : `failed (${String(error.code ?? error.signal)})`
      fail(
        new RostroError(
          'store_sealed',
          `The command ${JSON.stringify(program)} that gives the master key ${how}; run it by hand.`,
        ),
      )
    })
  })
}

/** Only root and the service itself can read it: systemd sees to that. */
const fromCredential = (path: string): MasterKeys => ({
  where: `the credential ${CREDENTIAL}`,
  read: async () => parseMasterKeys(await readText(path), `the credential ${CREDENTIAL}`),
})

const eitherOf = (first: MasterKeys, second: MasterKeys): MasterKeys => ({
  where: `${first.where}, or ${second.where}`,
  read: async () => {
    const found = await first.read().catch((error: unknown) => {
      if (isMissing((error as Error).cause)) return undefined
      throw error
    })
    return found ?? second.read()
  },
})

/** A file that its owner alone may read, and that does not lie in the data folder. */
export function keyFile(path: string, home?: string): MasterKeys {
  const file = resolve(path)
  return {
    where: file,
    read: async () => {
      const text = await readText(file)
      await refuseInside(file, home)
      await refuseOpenToOthers(file)
      return parseMasterKeys(text, file)
    },
    write: async keys => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await refuseInside(dirname(file), home)
      await replaceFile(file, `${HEADING}\n${keys.map(({ text }) => text).join('\n')}\n`)
    },
  }
}

const HEADING =
  '# The master key of a Rostro store. Without it nothing in the store can be read. Never keep it with the store or its backups.'

/** Whole or not at all, and on the disk when it returns. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
    } finally {
      await handle.close()
    }
    await moveDurably(draft, file)
  } catch (error) {
    throw new RostroError('store_unavailable', `Cannot write ${file} (${messageOf(error)}); check the folder.`, { cause: error })
  } finally {
    await rm(draft, { force: true })
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const how = isMissing(error) ? 'is not there' : `cannot be read (${messageOf(error)})`
    const sentence = `The master key ${path} ${how}; bring it back, or write a new file from the recovery sheet.`
    throw new RostroError('store_sealed', sentence, { cause: error })
  }
}

async function refuseOpenToOthers(file: string): Promise<void> {
  // Windows keeps rights elsewhere.
  if (process.platform === 'win32') return
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return
  const octal = (mode & 0o777).toString(8)
  throw new RostroError('store_sealed', `The master key ${file} is open to other users (mode ${octal}); run chmod 600 on it.`)
}

async function refuseInside(path: string, home: string | undefined): Promise<void> {
  if (home === undefined) return
  const folder = await realpath(home).catch(() => resolve(home))
  const real = await realpath(path)
  if (real !== folder && !real.startsWith(folder + sep)) return
  const sentence = `The master key ${path} lies in the data folder ${home}; whoever takes one takes both: move it elsewhere.`
  throw new RostroError('store_sealed', sentence)
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
