// Going over to another pack while the server runs: prepared in the background, remembered through restarts, switched when asked.

import type { ChangeProgress, ChangeRequest, PreparedChange } from '../app/change-pack.ts'
import type { Engine, EngineSettings } from '../app/engine/engine.ts'
import type { OwnSettings } from '../app/replay.ts'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import type { ModelCache } from '../models/packs/model-cache.ts'
import type { ModelChangeJson } from './contract/models.ts'
import type { Log } from './log.ts'
import { toReplayedJson } from './to-json.ts'

export type PrepareChange = (
  request: Pick<ChangeRequest, 'from' | 'to' | 'settings' | 'own'>,
  onProgress: (progress: ChangeProgress) => void,
  signal: AbortSignal,
) => Promise<PreparedChange>

export interface PackChangesOptions {
  readonly store: Pick<Store, 'setting' | 'setSetting' | 'version'>
  readonly engine: Pick<Engine, 'describe' | 'usePack'>
  readonly models: Pick<ModelCache, 'list' | 'current' | 'use'>
  readonly prepare: PrepareChange
  /** How faces are decided now. */
  readonly deciding: () => Promise<{ readonly settings: EngineSettings; readonly own: OwnSettings }>
  /** The engine runs with another pack. */
  readonly onSwitched: () => Promise<void>
  readonly log: Log
}

type State = Pick<ModelChangeJson, 'from' | 'to' | 'state' | 'done' | 'of' | 'error'> & { readonly prepared?: PreparedChange }

/** In the store, the pack that is prepared or being prepared; empty for none. */
const KEY = 'pack-change'

export class PackChanges {
  readonly #options: PackChangesOptions
  #state: State | undefined
  #stop = new AbortController()
  #preparing: Promise<void> = Promise.resolve()
  #chosen: string | undefined
  /** The version of the store then. */
  #preparedOf: number | undefined

  constructor(options: PackChangesOptions) {
    this.#options = options
  }

  /** Goes on with what was under way when the server ended: what is embedded is there. */
  async goOn(): Promise<void> {
    const { store, models, log } = this.#options
    this.#chosen = await models.current()
    const to = await store.setting(KEY)
    if (!to) return
    await this.prepare(to).catch((error: unknown) => {
      log('warn', `The pack ${to} is not prepared: ${messageOf(error)}`)
    })
  }

  current(): ModelChangeJson | null {
    if (!this.#state) return null
    const { prepared, ...state } = this.#state
    return {
      ...state,
      unreadable: (prepared?.unreadable ?? []).map(gap => ({ ...gap })),
      comparison: prepared ? toReplayedJson(prepared.comparison) : null,
    }
  }

  /** @throws RostroError pack_unknown, pack_in_use, pack_busy */
  async prepare(to: string): Promise<ModelChangeJson> {
    const { engine, models, store } = this.#options
    const { pack: from } = await engine.describe()
    const known = (await models.list()).map(({ manifest }) => manifest.name)
    if (!known.includes(to))
      throw new RostroError('pack_unknown', `There is no model pack "${to}"; known are ${known.join(', ')}.`)
    if (to === from) throw new RostroError('pack_in_use', `The pack "${to}" is in use already; choose another.`)
    if (this.#state && this.#state.state !== 'failed' && this.#state.state !== 'ready')
      throw new RostroError('pack_busy', `Going over to the pack "${this.#state.to}" is under way; stop that first.`)
    const stop = (this.#stop = new AbortController())
    this.#state = { from, to, state: 'embedding', done: 0, of: 0, error: null }
    await store.setSetting(KEY, to)
    this.#preparing = this.#run(from, to, stop.signal)
    return this.current()!
  }

  async #run(from: string, to: string, signal: AbortSignal): Promise<void> {
    const { prepare, deciding, store, log } = this.#options
    // What a stopped run still says is of no interest.
    const set = (state: Partial<State>) => {
      if (!signal.aborted && this.#state) this.#state = { ...this.#state, ...state }
    }
    try {
      const prepared = await prepare({ from, to, ...(await deciding()) }, set, signal)
      this.#preparedOf = await store.version()
      set({ prepared, state: 'ready' })
    } catch (error) {
      if (signal.aborted) return
      log('warn', `The pack ${to} cannot be prepared: ${messageOf(error)}`)
      set({ state: 'failed', error: toError(error) })
    }
  }

  /** Answers at once. @throws RostroError request_invalid when none is ready */
  switch(): ModelChangeJson {
    if (this.#state?.state !== 'ready')
      throw new RostroError('request_invalid', 'No pack is prepared to switch to; prepare one first, and wait until it is ready.')
    this.#state = { ...this.#state, state: 'switching' }
    const answer = this.current()!
    this.#preparing = this.#switchTo(answer.to)
    return answer
  }

  async #switchTo(to: string): Promise<void> {
    const { models, log } = this.#options
    try {
      await this.#embedNewcomers()
      await this.#use(to)
      this.#state = undefined
      await models.use(to)
      this.#chosen = to
    } catch (error) {
      log('error', `The pack ${to} is not used: ${messageOf(error)}`)
      if (this.#state) this.#state = { ...this.#state, state: 'failed', error: toError(error) }
    }
  }

  async #use(to: string): Promise<void> {
    const { engine, store, onSwitched } = this.#options
    await engine.usePack(to)
    await onSwitched()
    await store.setSetting(KEY, '')
  }

  /** Whoever was registered since everybody was embedded. */
  async #embedNewcomers(): Promise<void> {
    const { store, prepare, deciding } = this.#options
    if (!this.#state || (await store.version()) === this.#preparedOf) return
    const { from, to } = this.#state
    await prepare({ from, to, ...(await deciding()) }, () => {}, this.#stop.signal)
  }

  /** Stops preparing; what was embedded stays. */
  async drop(): Promise<void> {
    if (this.#state?.state === 'switching')
      throw new RostroError('pack_busy', 'Rostro is going over to the pack this very moment; wait until that is done.')
    this.#stop.abort()
    this.#state = undefined
    await this.#options.store.setSetting(KEY, '')
    await this.#preparing
  }

  /** Goes over to the pack that `rostro models use` chose meanwhile. */
  async follow(): Promise<void> {
    const { models, engine, log } = this.#options
    const chosen = await models.current()
    if (chosen === this.#chosen || this.#state?.state === 'switching') return
    this.#chosen = chosen
    if ((await engine.describe()).pack === chosen) return
    await this.drop()
    log('info', `The pack ${chosen} was chosen: recognition goes over to it.`)
    await this.#use(chosen)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#preparing
  }
}

const toError = (error: unknown): ModelChangeJson['error'] => ({
  code: error instanceof RostroError ? error.code : 'unexpected',
  message: messageOf(error),
})
