// Searching for faces where templates are kept, in a database with an index for vectors: for galleries that no memory holds.

import type { Template } from './types.ts'

/** How surely somebody is found who is there, by the index's own templates made unlike themselves. */
export interface Recall {
  readonly found: number
  readonly of: number
  /** How many templates the index looks at a search. */
  readonly reach: number
  /** Templates in it at that time: of many more somebody is lost more easily. */
  readonly among: number
}

export interface Indexed {
  /** Everybody of this version of the store is in it. */
  readonly version: number
  readonly recall: Recall
}

/** The templates of one embedding space, in an index that can be thrown away at any time. @throws RostroError store_* */
export interface TemplateSearch {
  /** What searches, as people know it. */
  readonly about: string
  /** Ids of people with one of the templates most similar to one of the probes: at least five people a probe, where there are so many. */
  nearest(probes: readonly Template[]): Promise<readonly string[]>
  /** People with a template, and when the newest of all was registered. Counts everybody. */
  crowd(): Promise<{ readonly people: number; readonly newestAt: Date }>
  /** Of the people with a template those whose ids sort first. */
  firstPeople(count: number): Promise<readonly string[]>
  /** Templates in it, and in the store. Counts everybody. */
  progress(): Promise<{ readonly templates: number; readonly of: number }>
  /** Undefined before it was filled for the first time. */
  indexed(): Promise<Indexed | undefined>
  /** Puts in what it lacks of these people's templates. */
  take(personIds: readonly string[]): Promise<void>
  /** Puts in what it lacks of everybody's, a part at a time; tells how many each time. */
  fill(): AsyncGenerator<number, void, void>
  /** To be called when everybody is in: builds what searching needs, and measures it. May take long. */
  build(): Promise<Recall>
  /** From now on it is known to have everybody of this version. */
  note(indexed: Indexed): Promise<void>
  close(): Promise<void>
}
