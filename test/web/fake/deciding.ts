// What decides and which networks look, in the fake API. Going over to another pack gets one step further at each question.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { ModelChangeJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import type { Handlers } from './handler.ts'
import { pointOf, replay } from './operating.ts'
import type { World } from './world.ts'

type DecidingRoute = Extract<ApiRoute, `${string} /models${string}` | `${string} /operating-point` | `${string} /replay`>

const PACKS = [
  { name: 'buffalo-s', summary: 'Quick and accurate', licence: 'Non-commercial research only.' },
  { name: 'open-s', summary: 'A little less accurate', licence: 'Anyone: every file is under an open licence.' },
  { name: 'buffalo-l', summary: 'The most accurate, about four times slower', licence: 'Non-commercial research only.' },
] as const
const BYTES = 182_000_000
const STEPS = 2

function changeOf({ change }: World): ModelChangeJson {
  if (!change) throw new RostroError('request_invalid', 'No other pack is being prepared.')
  return change
}

const photosOf = (world: World): number => [...world.photos.values()].reduce((sum, photos) => sum + photos.length, 0)

/** The second person would be lost, the third has photos left. */
function unreadableOf(world: World): ModelChangeJson['unreadable'] {
  const [, second, third] = [...world.people.values()]
  return [
    ...(second ? [{ personId: second.id, name: second.name, photos: second.photos, remaining: 0 }] : []),
    ...(third ? [{ personId: third.id, name: third.name, photos: 1, remaining: 2 }] : []),
  ]
}

function advance(world: World): ModelChangeJson | null {
  const { change } = world
  if (!change || world.isHeld) return change
  const done = Math.min(change.of, change.done + Math.ceil(change.of / STEPS))
  switch (change.state) {
    case 'downloading':
      if (change.done < change.of) return { ...change, done }
      world.readyPacks.add(change.to)
      return { ...change, state: 'embedding', done: 0, of: photosOf(world) }
    case 'embedding':
      return change.done < change.of ? { ...change, done } : { ...change, state: 'comparing', unreadable: unreadableOf(world) }
    case 'comparing':
      return { ...change, state: 'ready', comparison: replay(world, world.settings, undefined, -0.08) }
    case 'switching':
      ;[world.previousPack, world.pack] = [world.pack, change.to]
      return null
    default:
      return change
  }
}

export const decidingHandlers: Handlers<DecidingRoute> = {
  'GET /models': ({ world }) => {
    if (world.change?.state === 'switching') throw new RostroError('store_busy', 'The networks are being opened.')
    return {
      current: {
        name: world.pack,
        device: 'cpu',
        passedOver: [{ device: 'cuda', reason: 'CUDA is not installed.' }],
        licence: PACKS.find(({ name }) => name === world.pack)!.licence,
        comparablePeople: world.people.size,
      },
      previous: world.previousPack,
      packs: PACKS.map(pack => ({ ...pack, ready: world.readyPacks.has(pack.name), current: pack.name === world.pack })),
    }
  },
  'GET /models/change': ({ world }) => ({ change: (world.change = advance(world)) }),
  'POST /models/change': ({ world, body: { pack } }) => {
    if (!PACKS.some(({ name }) => name === pack)) throw new RostroError('pack_unknown', `There is no pack called ${pack}.`)
    const isReady = world.readyPacks.has(pack)
    return (world.change = {
      from: world.pack,
      to: pack,
      state: isReady ? 'embedding' : 'downloading',
      done: 0,
      of: isReady ? photosOf(world) : BYTES,
      unreadable: [],
      comparison: null,
      error: null,
    })
  },
  'POST /models/change/switch': ({ world }) => (world.change = { ...changeOf(world), state: 'switching' }),
  'DELETE /models/change': ({ world }) => {
    world.change = null
    return undefined
  },
  'GET /operating-point': ({ world, query: { default: isDefault, threshold, share, perMonth, strangersPerDay } }) => {
    if (threshold !== undefined) return pointOf(world, { threshold, wrongNames: null })
    if (share !== undefined) return pointOf(world, { threshold: null, wrongNames: { per: 'stranger', share } })
    if (perMonth !== undefined && strangersPerDay !== undefined)
      return pointOf(world, { threshold: null, wrongNames: { per: 'camera_month', count: perMonth, strangersPerDay } })
    return pointOf(world, isDefault ? { threshold: null, wrongNames: null } : undefined)
  },
  'POST /replay': ({ world, body: { threshold = null, wrongNames = null, minMargin } }) =>
    replay(world, { threshold, wrongNames }, minMargin),
}
