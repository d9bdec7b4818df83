// `rostro replay`: which decisions of past events or of a clip would change with other settings or another pack, before anything is changed.

import { InvalidArgumentError, Option, type Command } from 'commander'
import { decidedInSince } from '../../app/decided-in.ts'
import { openLiveGallery } from '../../app/live-gallery.ts'
import type { EngineSettings } from '../../app/engine/engine.ts'
import { openModels, openStore } from '../../app/open-rostro.ts'
import { replay, sideOf, type Replayed } from '../../app/replay.ts'
import { replayClip, type ReplayedClip } from '../../app/replay-clip.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { embeddingSpace } from '../../models/packs/manifest.ts'
import type { ModelCache } from '../../models/packs/model-cache.ts'
import { RULES, type Rule } from '../../recognition/evidence.ts'
import { ownSettings } from '../../server/camera-runner.ts'
import { readEngineSettings } from '../../server/settings.ts'
import { openToldSource, openWithProgress, type Context } from '../context.ts'
import { parseShare, parseSimilarity } from '../operating-words.ts'
import { tellReplayed, tellReplayedClip } from '../replayed.ts'
import { clockTime } from '../terminal.ts'

interface Options {
  readonly threshold?: number
  readonly wrongNames?: number
  readonly rule?: Rule
  readonly minMargin?: number
  readonly pack?: string
  readonly since?: Date
  readonly source?: string
  readonly json?: true
}

export function addReplay(program: Command, context: Context): void {
  const { terminal, signal, env } = context
  program
    .command('replay')
    .description('which decisions of past events, or of a clip, would change with other settings; changes nothing')
    .option('--source <clip>', 'a clip, photo or folder to run through both, in place of past events')
    .option('--wrong-names <share>', 'share of strangers who may get somebody’s name: 0.1%, 0.001 or 1/1000', parseShare)
    .option('--threshold <t>', 'a fixed similarity instead, -1 to 1', parseSimilarity)
    .addOption(new Option('--rule <rule>', 'how frames become a decision').choices(RULES))
    .option('--min-margin <m>', 'how far the first person must lead the second, 0 to 1', parseMargin)
    .option('--pack <pack>', 'another model pack, prepared with "rostro models use PACK --prepare"')
    .addOption(
      new Option('--since <day>', 'only events from this day on, such as 2026-11-01').argParser(parseDay).conflicts('source'),
    )
    .option('--json', 'for programs')
    .action(async ({ json, ...options }: Options) => {
      const home = rostroHome(env)
      const names = { before: 'now', after: options.pack ?? 'then' }
      if (options.source !== undefined) {
        const replayed = await replayClipWith(context, options.source, options)
        if (json) terminal.print(JSON.stringify(replayed))
        else tellReplayedClip(terminal, replayed, names)
        return
      }
      const store = await openStore(home)
      try {
        const models = openModels(home)
        const now = await models.current()
        const replayed = await replayWith(store, models, now, options, signal)
        if (json) terminal.print(JSON.stringify(replayed))
        else tellReplayed(terminal, replayed, names)
      } finally {
        await store.close()
      }
    })
}

async function replayWith(
  store: Store,
  models: ModelCache,
  current: string,
  options: Options,
  signal: AbortSignal,
): Promise<Replayed> {
  const settings = await readEngineSettings(store)
  const own = ownSettings(await store.cameras.list())
  const galleryOf = async (name: string) => {
    const pack = await models.manifest(name)
    const gallery = await openLiveGallery(store, pack, embeddingSpace(pack), () => {})
    gallery.close()
    return gallery
  }
  const [now, then] = [await galleryOf(current), await galleryOf(options.pack ?? current)]
  const { since } = options
  return replay({
    events: store.events,
    filter: { from: since },
    before: sideOf(now, settings, own),
    after: sideOf(then, withOptions(settings, options), own),
    candidatesSince: await decidedInSince(store, now.space),
    signal,
  })
}

async function replayClipWith(context: Context, named: string, options: Options): Promise<ReplayedClip> {
  const source = await openToldSource(context, named)
  if (source.live) throw new RostroError('usage_invalid', `${source.id} never ends and looks different each time; name a clip.`)
  const now = await openWithProgress(context, { device: 'auto' })
  try {
    const then = options.pack === undefined ? now : await openWithProgress(context, { device: 'auto', pack: options.pack })
    try {
      const settings = await readEngineSettings(now.store)
      const sides = {
        before: { networks: now.networks, gallery: now.gallery, settings },
        after: { networks: then.networks, gallery: then.gallery, settings: withOptions(settings, options) },
      }
      const onFrame = (atMs: number) => {
        context.terminal.status(`${clockTime(atMs)} of ${named}`)
      }
      return await replayClip(named, sides, { signal: context.signal, onFrame })
    } finally {
      if (then !== now) await then.close()
    }
  } finally {
    await now.close()
  }
}

const withOptions = (settings: EngineSettings, { threshold, wrongNames, rule, minMargin }: Options): EngineSettings => ({
  ...settings,
  ...(threshold !== undefined && { threshold }),
  // A share that was typed goes before a similarity that was kept.
  ...(wrongNames !== undefined && { threshold, wrongNames: { per: 'stranger', share: wrongNames } as const }),
  ...(rule !== undefined && { rule }),
  ...(minMargin !== undefined && { minMargin }),
})

function parseMargin(value: string): number {
  const margin = Number(value)
  if (value.trim() === '' || !(margin >= 0 && margin <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.')
  return margin
}

function parseDay(value: string): Date {
  const day = new Date(value)
  if (Number.isNaN(day.getTime())) throw new InvalidArgumentError('It must be a day such as 2026-11-01.')
  return day
}
