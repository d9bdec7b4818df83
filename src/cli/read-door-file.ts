// A door as JSON in a file, as `rostro doors show --json` writes it: groups and cameras also by name, and no word in it that means nothing.

import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { RostroError, messageOf } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { doorBody, type DoorBody } from '../server/contract/doors.ts'

export interface DoorFile {
  /** Of a door that is there already, to give it another name. */
  readonly id: string | undefined
  readonly body: DoorBody
}

/** What a door is shown with beside what is set of it. */
const SHOWN = ['id', 'lock', 'kiosks', 'warnings']

/** @param path `-` is stdin. @throws RostroError file_not_found, usage_invalid */
export async function readDoorFile(
  path: string,
  stdin: NodeJS.ReadStream,
  store: Pick<Store, 'groups' | 'cameras'>,
): Promise<DoorFile> {
  const given = parseJson(path === '-' ? await text(stdin) : await readText(path), path)
  const parsed = doorBody.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue && issue.path.length > 0 ? `"${issue.path.join('.')}": ` : ''
    throw invalid(path, `${where}${issue?.message ?? 'invalid'}`)
  }
  const idle = unknownKey(given, parsed.data, SHOWN)
  // A word misspelled would leave out what it was to ask for.
  if (idle !== undefined) throw invalid(path, `there is nothing called "${idle}" in a door`)
  const { id } = given as { id?: unknown }
  if (id !== undefined && typeof id !== 'string') throw invalid(path, '"id": it must be a text')
  return { id, body: await withIds(parsed.data, store) }
}

function parseJson(json: string, path: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw invalid(path, `it is no JSON (${messageOf(error)})`)
  }
}

const invalid = (path: string, why: string): RostroError =>
  new RostroError('usage_invalid', `${path === '-' ? 'What was piped' : path} is no door: ${why}; see docs/doors.md.`)

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RostroError('file_not_found', `Cannot open ${path}: check that it exists and may be read.`, { cause })
  })

/** The first key of objects in `given` that did not come through parsing, with its path. */
function unknownKey(given: unknown, parsed: unknown, more: readonly string[] = []): string | undefined {
  if (!isObject(given) || !isObject(parsed)) return undefined
  for (const [key, value] of Object.entries(given)) {
    if (more.includes(key)) continue
    if (!Object.hasOwn(parsed, key)) return key
    const below = unknownKey(value, parsed[key])
    if (below !== undefined) return `${key}.${below}`
  }
  return undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** What is no name stays: whoever keeps the door says that it is not there. */
async function withIds(body: DoorBody, { groups, cameras }: Pick<Store, 'groups' | 'cameras'>): Promise<DoorBody> {
  const { source, policy } = body
  const [allGroups, allCameras] = [await groups.list(), await cameras.list()]
  const { who } = policy
  return {
    ...body,
    source: source.kind === 'camera' ? { ...source, cameraId: idOf(allCameras, source.cameraId) } : source,
    policy: {
      ...policy,
      who: who.kind === 'groups' ? { ...who, groupIds: who.groupIds.map(one => idOf(allGroups, one)) } : who,
    },
  }
}

function idOf(all: readonly { readonly id: string; readonly name: string }[], nameOrId: string): string {
  const wanted = nameOrId.toLowerCase()
  const found = all.find(({ id }) => id === nameOrId) ?? all.find(({ name }) => name.toLowerCase() === wanted)
  return found?.id ?? nameOrId
}
