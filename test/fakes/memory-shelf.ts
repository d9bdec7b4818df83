// Wrapped keys in memory.

import type { KeyShelf, WrappedKey } from '../../src/sealing/key-ring.ts'

export function memoryShelf(): KeyShelf & { readonly keys: Map<string, WrappedKey> } {
  const keys = new Map<string, WrappedKey>()
  let masterId: string | undefined
  return {
    keys,
    read: owners => Promise.resolve([...keys.values()].filter(({ owner }) => !owners || owners.includes(owner))),
    owners: () => Promise.resolve([...keys.keys()]),
    masterId: () => Promise.resolve(masterId),
    setMasterId: id => {
      masterId = id
      return Promise.resolve()
    },
    add: added => {
      if (added.some(key => key.masterId !== masterId)) return Promise.resolve(0)
      const fresh = added.filter(({ owner }) => !keys.has(owner))
      for (const key of fresh) keys.set(key.owner, key)
      return Promise.resolve(fresh.length)
    },
    replace: replaced => {
      for (const key of replaced) {
        const kept = keys.get(key.owner)
        if (kept && kept.masterId !== key.masterId) keys.set(key.owner, key)
      }
      return Promise.resolve()
    },
    remove: owners => {
      for (const owner of owners) keys.delete(owner)
      return Promise.resolve()
    },
    wrappedByOthers: (id, after, limit) => {
      const others = [...keys.values()].filter(key => key.masterId !== id && key.owner > after)
      return Promise.resolve(others.sort((a, b) => (a.owner < b.owner ? -1 : 1)).slice(0, limit))
    },
  }
}
