// A disk of a few megabytes for a database, and how much of it is left; needs root on Linux.

import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, rmdir, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly folder: string
  /** Fills it up, so that no more than so many bytes are free. */
  leave(bytes: number): Promise<void>
  /** Frees what `leave` has filled. */
  clear(): Promise<void>
  remove(): Promise<void>
}

export async function openSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-disk-'))
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder])
  const ballast = join(folder, 'ballast')
  const clear = () => rm(ballast, { force: true })
  return {
    folder,
    clear,
    leave: async bytes => {
      await clear()
      // The database may write meanwhile, and then there is less to fill.
      for (let attempt = 1; ; attempt++) {
        const { bavail, bsize } = await statfs(folder)
        const excess = bavail * bsize - bytes
        if (excess <= 0) return
        try {
          execFileSync('/usr/bin/fallocate', ['-l', String(excess), ballast], { stdio: 'ignore' })
          return
        } catch (error) {
          if (attempt === 5) throw error
        }
      }
    },
    remove: async () => {
      execFileSync('/bin/umount', ['--lazy', folder])
      await rmdir(folder)
    },
  }
}
