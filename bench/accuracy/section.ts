// A section of docs/accuracy.md: what it is made with and what it gives.

import { join } from 'node:path'
import { cacheFolderOf, openObserver, type Observer } from '../../src/app/evaluation/observer.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import { openMobile, openShared } from '../shared-packs.ts'

export const PACKS = ['mobile', 'scrfd_2.5g+y1'] as const
export type MeasuredPack = (typeof PACKS)[number]

export interface AccuracyContext {
  /** The folder with `data/` and `models/`. */
  readonly shared: string
  /** Opened once, closed at the end. What it saw before comes from the cache. */
  observer(pack: MeasuredPack): Promise<Observer>
}

export interface Section {
  readonly heading: string
  /** Markdown below the heading. */
  readonly text: string
  readonly figures: readonly Figure[]
}

/** LFW has 250 pixels a side: enlarging it to 640 costs four times as much and shows nothing more. */
const STILLS = { width: 320, height: 320 }

export async function withContext<T>(shared: string, work: (context: AccuracyContext) => Promise<T>): Promise<T> {
  const opened = new Map<MeasuredPack, Promise<{ observer: Observer; close: () => Promise<void> }>>()
  const open = async (pack: MeasuredPack) => {
    const threads = 1
    const networks =
      pack === 'mobile'
        ? await openMobile(threads)
        : await openShared(join(shared, 'models'), 'SCRFD 2.5G', threads, { input: STILLS })
    const observer = await openObserver({ pack: networks.pack, networks, cacheFolder: cacheFolderOf(rostroHome()) })
    const close = async () => {
      await observer.close()
      await networks.close()
    }
    return { observer, close }
  }
  try {
    return await work({
      shared,
      async observer(pack) {
        const one = opened.get(pack) ?? open(pack)
        opened.set(pack, one)
        return (await one).observer
      },
    })
  } finally {
    for (const one of opened.values()) await (await one).close()
  }
}
