// What an operator does to visitors, from the page or a terminal: each is done in turn, and noted with who did it. Names nobody in the notes.

import { RostroError } from '../../core/errors.ts'
import type { Audit } from '../../core/audit.ts'
import type { By, Named, Visitor, VisitorChange, VisitorState, Visits } from '../../core/visits.ts'
import type { Person } from '../../core/types.ts'

export interface VisitorActionsOptions {
  readonly visits: Visits
  readonly audit: Pick<Audit, 'add'>
  /** Runs it while nothing else is done to visits of this process. */
  readonly inTurn?: <T>(work: () => Promise<T>) => Promise<T>
}

/** All @throws RostroError visitor_not_found */
export interface VisitorActions {
  /** @throws RostroError person_not_found, name_taken, name_invalid */
  name(visitorId: string, named: Named, by: By): Promise<{ readonly change: VisitorChange; readonly person: Person }>
  /** @throws RostroError request_invalid when a visitor is to be merged with themselves */
  merge(intoId: string, fromIds: readonly string[], by: By): Promise<VisitorChange>
  /** What was told apart is never suggested as one again. @throws RostroError visit_not_found */
  split(
    visitorId: string,
    visitIds: readonly string[],
    by: By,
  ): Promise<{ readonly change: VisitorChange; readonly visitor: Visitor }>
  setState(visitorId: string, state: VisitorState, by: By): Promise<VisitorChange>
  /** For good. */
  forget(visitorId: string, by: By): Promise<void>
  keepApart(visitorIds: readonly [string, string], by: By): Promise<void>
  /** @throws RostroError person_not_found */
  isNot(visitorId: string, personId: string, by: By): Promise<void>
  /** @throws RostroError change_not_found, change_overtaken */
  undo(changeId: string, by: By): Promise<void>
}

export function createVisitorActions({ visits, audit, inTurn = work => work() }: VisitorActionsOptions): VisitorActions {
  async function audited<T>(by: By, action: string, detail: object, work: () => Promise<T>): Promise<T> {
    const result = await inTurn(work)
    await audit.add({ ...by, action, detail: JSON.stringify(detail) })
    return result
  }

  return {
    name: (visitorId, named, by) =>
      audited(by, 'visitor_named', { visitorId, as: 'personId' in named ? 'is' : 'new' }, () =>
        visits.name(visitorId, named, by),
      ),

    async merge(intoId, fromIds, by) {
      const from = [...new Set(fromIds)]
      if (from.includes(intoId))
        throw new RostroError('request_invalid', 'A visitor cannot be merged with themselves; choose somebody else.')
      return audited(by, 'visitors_merged', { into: intoId, from }, () => visits.merge(intoId, from, by))
    },

    split(visitorId, ofVisits, by) {
      const visitIds = [...new Set(ofVisits)]
      return audited(by, 'visitor_split', { visitorId, visitIds }, async () => {
        const split = await visits.split(visitorId, visitIds, by)
        await visits.keepApart([visitorId, split.visitor.id])
        return split
      })
    },

    setState: (visitorId, state, by) =>
      audited(by, state === 'ignored' ? 'visitor_ignored' : 'visitor_shown', { visitorId }, () =>
        visits.setState(visitorId, state, by),
      ),

    async forget(visitorId, by) {
      await visits.visitor(visitorId)
      try {
        await inTurn(() => visits.forget(visitorId))
      } finally {
        // It fails as well where they are gone and old copies are not yet.
        if (!(await visits.findVisitor(visitorId)))
          await audit.add({ ...by, action: 'visitor_forgotten', detail: JSON.stringify({ visitorId }) })
      }
    },

    async keepApart([first, second], by) {
      await Promise.all([visits.visitor(first), visits.visitor(second)])
      await audited(by, 'visitors_kept_apart', { visitorIds: [first, second] }, () => visits.keepApart([first, second]))
    },

    isNot: (visitorId, personId, by) => audited(by, 'visitor_not_person', { visitorId }, () => visits.isNot(visitorId, personId)),

    undo: (changeId, by) => audited(by, 'visitor_change_undone', { changeId }, () => visits.undo(changeId)),
  }
}
