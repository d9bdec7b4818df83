// `rostro models use` and `back`: going over to another pack without losing anybody.

import { prepareChange, type ChangeProgress, type PreparedChange } from '../../app/change-pack.ts'
import { openModels, openStore } from '../../app/open-rostro.ts'
import { hasStore } from '../../app/store-address.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import { rostroHome } from '../../models/packs/home.ts'
import type { ModelCache } from '../../models/packs/model-cache.ts'
import type { Device } from '../../models/session.ts'
import { ownSettings } from '../../server/camera-runner.ts'
import { runningServer } from '../../server/server-lock.ts'
import { readEngineSettings } from '../../server/settings.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import { tellReplayed } from '../replayed.ts'
import { bar, megabytes, type Terminal } from '../terminal.ts'
import { plural } from '../wording.ts'

export interface UseOptions {
  readonly device: Device | 'auto'
  readonly yes?: true
  readonly prepare?: true
}

export async function usePack(context: Context, name: string, options: UseOptions): Promise<void> {
  const home = rostroHome(context.env)
  const models = openModels(home)
  const store = hasStore(home, context.env) ? await openStore(home) : undefined
  try {
    if (store && (await store.people()).length > 0) await goOver(context, { home, models, store, name, options })
    else await switchTo(context, home, models, name)
  } finally {
    await store?.close()
  }
}

/** @throws RostroError pack_unknown when there was none before */
export async function useBefore(context: Context, options: UseOptions): Promise<void> {
  const previous = await openModels(rostroHome(context.env)).previous()
  if (previous === undefined)
    throw new RostroError('pack_unknown', 'No pack was in use before this one; "rostro models list" shows which there are.')
  await usePack(context, previous, options)
}

interface GoingOver {
  readonly home: string
  readonly models: ModelCache
  readonly store: Store
  readonly name: string
  readonly options: UseOptions
}

async function goOver(context: Context, { home, models, store, name, options }: GoingOver): Promise<void> {
  const { terminal, signal } = context
  const { device, yes, prepare } = options
  const from = await models.current()
  const settings = await readEngineSettings(store)
  const prepared = await prepareChange({
    ...{ from, to: name, device, store, models, settings, signal },
    own: ownSettings(await store.cameras.list()),
    onProgress: progressOf(terminal),
  })
  terminal.clearStatus()
  tellEmbedded(terminal, prepared)
  if (from === name) {
    terminal.print(`${name} is in use.`)
    return
  }
  tellReplayed(terminal, prepared.comparison, { before: from, after: name })
  if (settings.threshold !== undefined)
    terminal.note(`The fixed threshold of ${settings.threshold} stays in force: it was chosen for the pack ${from}.`)
  if (prepare) {
    terminal.print(`${name} is prepared; ${from} stays in use. Switch with: rostro models use ${name}`)
  } else if (yes || (terminal.interactive && /^y(es)?$/i.test(await ask(context, `Switch to ${name}? [y/N] `)))) {
    await switchTo(context, home, models, name)
    terminal.note('The old templates are kept. Go back with: rostro models back')
  } else {
    const how = terminal.interactive ? 'later' : 'without a question'
    terminal.print(`Nothing is switched; ${from} stays in use. Switch ${how}: rostro models use ${name} --yes`)
  }
}

async function switchTo({ terminal }: Context, home: string, models: ModelCache, name: string): Promise<void> {
  await models.use(name)
  terminal.print(`${name} is in use from now on.`)
  const running = await runningServer(home)
  if (running) terminal.note(`The server that runs (process ${running.pid}) goes over to it within seconds.`)
}

const WORDS = { embedding: 'photos embedded', comparing: 'pictures of events' } as const

function progressOf(terminal: Terminal): (progress: ChangeProgress) => void {
  return ({ state, done, of }) => {
    const rest = state === 'downloading' ? `${megabytes(done)} of ${megabytes(of)}` : `${done} of ${of} ${WORDS[state]}`
    if (of > 0) terminal.status(bar(done / of, rest))
  }
}

function tellEmbedded(terminal: Terminal, { to, embedded, unreadable, lostRefusals }: PreparedChange): void {
  if (embedded > 0) terminal.print(`${plural(embedded, 'face')} embedded with ${to}.`)
  for (const { name, photos, remaining } of unreadable) {
    const rest = remaining === 0 ? terminal.colour.yellow('would not be recognised') : `${plural(remaining, 'photo')} left`
    terminal.print(`${name}: ${to} finds no face in ${plural(photos, 'photo')}; ${rest}.`)
  }
  if (lostRefusals > 0)
    terminal.print(`${plural(lostRefusals, 'correction')} "not this person" would be forgotten: no picture of the face was kept.`)
}
