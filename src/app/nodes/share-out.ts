// Divides what is to be done among the servers that live: nobody does more than their share, and as little as possible moves.

export interface Sharing {
  /** All there is to do. */
  readonly wanted: readonly string[]
  /** Who has what, of those who live. */
  readonly holders: ReadonlyMap<string, string>
  readonly me: string
  /** How many live, this one among them. */
  readonly living: number
}

export interface Share {
  readonly take: readonly string[]
  readonly release: readonly string[]
}

/** Every server comes to this on its own; two who want the same ask the store, which gives it to one. */
export function shareOut({ wanted, holders, me, living }: Sharing): Share {
  const isWanted = new Set(wanted)
  const mine = [...holders].flatMap(([name, holder]) => (holder === me && isWanted.has(name) ? [name] : []))
  const most = Math.ceil(wanted.length / Math.max(living, 1))
  const free = wanted.filter(name => !holders.has(name))
  return {
    take: free.slice(0, Math.max(most - mine.length, 0)),
    release: mine.slice(most),
  }
}
