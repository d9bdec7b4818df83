// Groups of people, the hours in which they may be here, and the port that keeps them.

/** People who belong together: staff, family. */
export interface Group {
  readonly id: string
  readonly name: string
  readonly personIds: readonly string[]
  /** When they may be here; none means always. */
  readonly allowed: readonly TimeWindow[]
}

/** Local time of the server. `to` before `from` goes over midnight. */
export interface TimeWindow {
  /** 1 Monday … 7 Sunday, of the day on which it begins. */
  readonly days: readonly number[]
  /** `HH:MM`. */
  readonly from: string
  readonly to: string
}

export interface Groups {
  /** By name. */
  list(): Promise<readonly Group[]>
  /** @throws RostroError name_taken, person_not_found */
  add(group: Omit<Group, 'id'>): Promise<Group>
  /** @throws RostroError group_not_found, name_taken, person_not_found */
  change(groupId: string, change: Partial<Omit<Group, 'id'>>): Promise<Group>
  /** @throws RostroError group_not_found */
  delete(groupId: string): Promise<void>
}
