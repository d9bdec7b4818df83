// `rostro threshold`: from which similarity on faces get a name, what that is expected to do, and choosing another.

import { Option, type Command } from 'commander'
import { openLiveGallery } from '../../app/live-gallery.ts'
import { openModels, openStore } from '../../app/open-rostro.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import type { WrongNames } from '../../core/types.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { embeddingSpace } from '../../models/packs/manifest.ts'
import { keptSettings, openSettings } from '../../server/settings.ts'
import { runningServer } from '../../server/server-lock.ts'
import type { Context } from '../context.ts'
import { operatingLines, parsePositive, parseShare, parseSimilarity } from '../operating-words.ts'

interface Options {
  readonly wrongNames?: number
  readonly perMonth?: number
  readonly strangersPerDay?: number
  readonly similarity?: number
  readonly default?: true
  readonly save?: true
  readonly json?: true
  readonly pack?: string
}

export function addThreshold(program: Command, { terminal }: Context): void {
  program
    .command('threshold')
    .description('from which similarity on a face gets a name, and what that is expected to do here')
    .option('--wrong-names <share>', 'share of strangers who may get somebody’s name: 0.1%, 0.001 or 1/1000', parseShare)
    .option('--per-month <n>', 'or so many wrong names a camera in 30 days', parsePositive)
    .option('--strangers-per-day <n>', 'goes with --per-month: strangers a camera sees on a day', parsePositive)
    .option('--similarity <t>', 'or a fixed similarity, -1 to 1', parseSimilarity)
    .addOption(
      new Option('--default', 'or what holds without a choice: 1 stranger in 1,000').conflicts([
        'wrongNames',
        'perMonth',
        'similarity',
      ]),
    )
    .option('--save', 'keep the choice; without it you only see what it would do')
    .option('--pack <pack>', 'the model pack (default: the one in use)')
    .option('--json', 'for programs')
    .action(async (options: Options) => {
      const chosen = toChosen(options)
      const home = rostroHome()
      const models = openModels(home)
      const pack = await models.manifest(options.pack ?? (await models.current()))
      const store = await openStore(home)
      try {
        if (options.save) await save(store, chosen, home)
        const { threshold, wrongNames, rule } = await keptSettings(store)
        const inForce = { threshold: threshold ?? undefined, wrongNames: wrongNames ?? undefined, rule }
        const gallery = await openLiveGallery(store, pack, embeddingSpace(pack), () => {})
        const point = gallery.operatingPoint(chosen ? { ...chosen, rule } : inForce)
        gallery.close()
        if (options.json) terminal.print(JSON.stringify(point))
        else for (const line of operatingLines(point, pack.name)) terminal.print(line)
        if (chosen && !options.save) terminal.note('Nothing is changed; add --save to keep it.')
      } finally {
        await store.close()
      }
    })
}

interface Choice {
  readonly threshold: number | undefined
  readonly wrongNames: WrongNames | undefined
}

/** Undefined when nothing was chosen. @throws RostroError usage_invalid */
function toChosen({ wrongNames, perMonth, strangersPerDay, similarity, default: toDefault }: Options): Choice | undefined {
  const given = [wrongNames, perMonth, similarity].filter(value => value !== undefined)
  if (given.length > 1)
    throw new RostroError('usage_invalid', 'Choose one of --wrong-names, --per-month and --similarity: each sets the threshold.')
  if ((perMonth === undefined) !== (strangersPerDay === undefined))
    throw new RostroError('usage_invalid', '--per-month and --strangers-per-day go together.')
  if (given.length === 0 && !toDefault) return undefined
  if (wrongNames !== undefined) return { threshold: undefined, wrongNames: { per: 'stranger', share: wrongNames } }
  if (perMonth !== undefined && strangersPerDay !== undefined)
    return { threshold: undefined, wrongNames: { per: 'camera_month', count: perMonth, strangersPerDay } }
  return { threshold: similarity, wrongNames: undefined }
}

async function save(store: Store, chosen: Choice | undefined, home: string): Promise<void> {
  if (!chosen)
    throw new RostroError('usage_invalid', '--save needs a choice: --wrong-names, --per-month, --similarity or --default.')
  const server = await runningServer(home)
  if (server)
    throw new RostroError(
      'server_running',
      `A server runs with this data folder: choose on its page, ${server.url ?? 'in the settings'}.`,
    )
  const settings = await openSettings(store, { configure: () => Promise.resolve() })
  await settings.change({ threshold: chosen.threshold ?? null, wrongNames: chosen.wrongNames ?? null })
}
