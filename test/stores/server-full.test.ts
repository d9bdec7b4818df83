// A database whose disk is full: what is refused, and that all goes on when there is space; bench/store-faults.ts does it at more places.

import { expect, onTestFinished, test } from 'vitest'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { DATABASES } from './databases.ts'
import { fillsUp } from './fills-up.ts'
import { openSmallDisk } from './small-disk.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0
if (!canMount) console.log('skipped: databases on a full disk; run as root on Linux, where a small disk can be mounted')

test.runIf(canMount).each(DATABASES.filter(({ name }) => !name.startsWith('MySQL')))(
  'a full disk of $name refuses changes whole, keeps people known, and takes them again when there is space',
  { timeout: 240_000 },
  async ({ start }) => {
    const disk = await openSmallDisk(256)
    onTestFinished(() => disk.remove())
    const server = await start({ durable: true, within: disk.folder })
    onTestFinished(() => server.remove())
    const leave = [0, 65_536]
    const filled = await fillsUp({ disk, open: () => openStoreAt(server.address()), server, leave })
    expect(filled).toMatchObject({ lost: [], half: [], forgotten: 0, badEntry: undefined })
    expect(filled.refused.store_full).toBeGreaterThan(0)
    expect(filled.recoveredMs).toHaveLength(leave.length)
  },
)
