// One server per data folder: a file there names its process and address, and outlives no process.

import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RostroError } from '../core/errors.ts'

export interface RunningServer {
  readonly pid: number
  /** Undefined while it starts. */
  readonly url: string | undefined
}

export interface ServerLock {
  /** Once it is known. */
  setUrl(url: string): Promise<void>
  release(): Promise<void>
}

interface Content extends RunningServer {
  /** Tells this lock from any other, also of the same process number after a restart. */
  readonly token: string
}

const FILE = 'server.lock'
/** A lock touched longer ago belongs to nobody, whatever process has its number now. */
const STALE_MS = 15_000
const TOUCH_MS = 3000

/** The server that works with this data folder, if there is one. */
export async function runningServer(home: string): Promise<RunningServer | undefined> {
  const found = await read(join(home, FILE))
  return found && { pid: found.pid, url: found.url }
}

/** @throws RostroError server_running */
export async function lockServer(home: string): Promise<ServerLock> {
  const path = join(home, FILE)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const mine: Content = { pid: process.pid, url: undefined, token: randomUUID() }
  // Twice: what was left behind is moved away, and then somebody else may have been faster.
  if (!(await create(path, mine))) {
    const other = await read(path)
    if (other) throw alreadyRunning(home, other)
    await moveAway(path)
    if (!(await create(path, mine))) throw alreadyRunning(home, await read(path))
  }
  const timer = setInterval(() => {
    const now = new Date()
    // Touching is a courtesy to the next: without it, a look at the process still tells.
    utimes(path, now, now).catch(() => undefined)
  }, TOUCH_MS)
  timer.unref()
  return {
    async setUrl(url) {
      const beside = `${path}.${mine.token}`
      await writeFile(beside, JSON.stringify({ ...mine, url }))
      await rename(beside, path)
    },
    async release() {
      clearInterval(timer)
      if ((await parsed(path))?.token === mine.token) await rm(path, { force: true })
    },
  }
}

function alreadyRunning(home: string, other: RunningServer | undefined): RostroError {
  const where = other?.url === undefined ? 'is starting' : `answers at ${other.url}`
  const who = other ? `process ${other.pid}, which ${where}` : 'another process'
  return new RostroError('server_running', `A server works with ${home} already: ${who}. Stop it first, or use that one.`)
}

/** With its content from the first moment on; false where the file is there already. */
async function create(path: string, content: Content): Promise<boolean> {
  const beside = `${path}.${randomUUID()}`
  try {
    await writeFile(beside, JSON.stringify(content), { flag: 'wx', mode: 0o600 })
    await link(beside, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new RostroError('store_unavailable', `Cannot write ${path}; check the folder and its permissions.`, { cause: error })
  } finally {
    await rm(beside, { force: true })
  }
}

/** Of two who find a lock left behind, one moves it; what the other would move is a fresh one, and is put back. */
async function moveAway(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = await read(aside)
  if (moved) await rename(aside, path)
  else await rm(aside, { force: true })
}

/** Undefined for none, and for one left behind. */
async function read(path: string): Promise<Content | undefined> {
  const content = await parsed(path)
  if (!content || !isAlive(content.pid)) return undefined
  const touched = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
  // In a container, a restarted server often has the very number of the one before.
  const isOurNumber = content.pid === process.pid && touched < Date.now() - process.uptime() * 1000
  return isOurNumber || Date.now() - touched > STALE_MS ? undefined : content
}

async function parsed(path: string): Promise<Content | undefined> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Partial<Content>
    return typeof found.pid === 'number' && typeof found.token === 'string'
      ? { pid: found.pid, url: found.url, token: found.token }
      : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
