// What was decided and done, by whom: the trail of it, and the port that keeps it.

import type { Page, PageRequest } from './records.ts'

/** Something an operator will want to know was done: settings of remembering, names given, data forgotten. Names nobody. */
export interface AuditEntry {
  readonly sequence: number
  readonly at: Date
  readonly by: string
  readonly action: string
  /** JSON. */
  readonly detail: string
  /** SHA-256 over the hash before it and this entry, hexadecimal. */
  readonly hash: string
}

export interface Audit {
  add(entry: Pick<AuditEntry, 'at' | 'by' | 'action' | 'detail'>): Promise<AuditEntry>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<AuditEntry>>
  /** @returns the sequence of the first entry that does not fit the one before it; undefined when all do. */
  verify(): Promise<number | undefined>
}
