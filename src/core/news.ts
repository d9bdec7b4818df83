// What one process does to the store, told to the others as it happens where the database can tell: which part of it, never what or whom.

export const TOPICS = ['people', 'settings', 'cameras', 'doors', 'alerts', 'visits', 'events'] as const
export type Topic = (typeof TOPICS)[number]

export interface News {
  /**
   * Hears what other processes changed, soon after they did; every topic where some of it may have been missed. Where the database cannot
   * tell nothing is heard, and a word may be lost anywhere: whoever listens looks now and then all the same.
   * @returns what ends it; closing the store does, too
   */
  listen(listener: (topic: Topic) => void): () => void
  /** For what is written too often to be told each time: `events`, and visits that go on. @throws RostroError store_* */
  tell(topic: Topic): Promise<void>
}
