// The settings of the server: kept in the store as JSON, completed with defaults, handed to whoever decides faces.

import type { Engine, EngineSettings } from '../app/engine/engine.ts'
import type { Store } from '../core/ports.ts'
import { settings as schema, type SettingsJson } from './contract/system.ts'

export const DEFAULT_SETTINGS: SettingsJson = {
  wrongNames: null,
  threshold: null,
  rule: 'fusion',
  minMargin: 0.05,
  liveness: 'refuse',
  keepUnknown: false,
  eventDays: 30,
  shotDays: 7,
  browserEvents: true,
  consentText: null,
}

const KEY = 'server'

export interface Settings {
  readonly current: () => SettingsJson
  /** What is undefined stays. */
  change(change: { readonly [Name in keyof SettingsJson]?: SettingsJson[Name] | undefined }): Promise<SettingsJson>
  /** Takes in what another server or process changed. @throws RostroError store_* */
  follow(): Promise<void>
}

export const toEngineSettings = ({ threshold, wrongNames, rule, minMargin, liveness }: SettingsJson): EngineSettings => ({
  threshold: threshold ?? undefined,
  wrongNames: wrongNames ?? undefined,
  rule,
  minMargin,
  liveness,
})

/** As a server on this store decides faces. */
export const readEngineSettings = async (store: Pick<Store, 'setting'>): Promise<EngineSettings> =>
  toEngineSettings(parse(await store.setting(KEY)))

/** What was chosen for good, completed with defaults. */
export const keptSettings = async (store: Pick<Store, 'setting'>): Promise<SettingsJson> => parse(await store.setting(KEY))

/** Reads them and configures the engine. */
export async function openSettings(
  store: Pick<Store, 'setting' | 'setSetting'>,
  engine: Pick<Engine, 'configure'>,
): Promise<Settings> {
  const state = { current: await keptSettings(store) }
  const take = async (next: SettingsJson) => {
    state.current = next
    await engine.configure(toEngineSettings(next))
  }
  await take(state.current)
  return {
    current: () => state.current,
    async change(change) {
      const next = schema.parse({ ...(await keptSettings(store)), ...dropUndefined(change) })
      await store.setSetting(KEY, JSON.stringify(next))
      await take(next)
      return next
    },
    async follow() {
      const kept = await keptSettings(store)
      if (JSON.stringify(kept) !== JSON.stringify(state.current)) await take(kept)
    },
  }
}

/** What another version wrote and this one cannot read falls back to the default, setting by setting. */
function parse(text: string | undefined): SettingsJson {
  const kept = text === undefined ? {} : (JSON.parse(text) as Record<string, unknown>)
  const readable = Object.entries(kept).filter(([name, value]) => {
    const field = Object.entries(schema.shape).find(([known]) => known === name)?.[1]
    return field?.safeParse(value).success === true
  })
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(readable) }
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

export const dropUndefined = <T extends object>(change: T): Defined<T> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Defined<T>
