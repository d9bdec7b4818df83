// The Visits port: what a watched place keeps, one transaction each, and no copies of a stranger's face left where one was deleted.

import type { Page, PageRequest } from '../core/records.ts'
import { RostroError } from '../core/errors.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import type {
  Crossing,
  KeptVisit,
  Visit,
  VisitFace,
  VisitFilter,
  Visitor,
  VisitorChange,
  VisitOf,
  VisitorQuery,
  Visits,
  VisitSpan,
} from '../core/visits.ts'
import { allNotPeople, allPairs, keepPairs, notPeopleOf, setNotPeople, type Pair } from './sql-apart.ts'
import { crossingsOf, insertCrossings } from './sql-crossings.ts'
import { bringBack, facesBefore, forgetOld, forgetVisitor, moveVersion, visitsAhead, type Before } from './sql-forgetting.ts'
import { requirePerson } from './sql-people.ts'
import { dropFace, faceOf, putFace, rememberedOf } from './sql-visit-faces.ts'
import { findVisit, spansOf, visitsPage } from './sql-visit-lists.ts'
import { changesOf, mergeVisitors, nameVisitor, setVisitorState, splitVisitor } from './sql-visitor-changes.ts'
import { NOBODY } from './sql-changed-people.ts'
import { undoChange } from './sql-visitor-undo.ts'
import { findVisitor, insertVisitor, lockVisitors, recount, requireVisitor, visitorsPage } from './sql-visitors.ts'
import { leave, type Sql, type Tx } from './sql.ts'
import { ofColumns, visitColumns } from './visit-rows.ts'

const EVER = Number.MAX_SAFE_INTEGER

export class SqlVisits implements Visits {
  readonly #sql: Sql
  /** Whether the log may hold pages of before a deletion. */
  #copiesLeft = true

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async save(visit: Visit, face?: VisitFace): Promise<void> {
    if (await this.#sql.beside(tx => saveVisit(tx, visit, face))) await this.#emptyLog()
  }

  async delete(visitId: string): Promise<void> {
    await this.#sql.record(async tx => {
      const row = await tx.selectFrom('visits').select('visitor_id').where('id', '=', visitId).executeTakeFirst()
      // Who was there is still remembered, by the visit it was part of: the log can wait.
      if (await dropFace(tx, visitId)) this.#copiesLeft = true
      leave(tx, 'visit', [visitId])
      await tx.deleteFrom('visits').where('id', '=', visitId).execute()
      if (row?.visitor_id != null) await recount(tx, [row.visitor_id])
    })
  }

  list(filter: VisitFilter, page: PageRequest): Promise<Page<KeptVisit>> {
    return this.#sql.read(db => visitsPage(db, filter, page))
  }

  async find(visitId: string): Promise<KeptVisit> {
    const visit = await this.#sql.read(db => findVisit(db, visitId))
    if (visit) return visit
    throw new RostroError('visit_not_found', `There is no visit ${JSON.stringify(visitId)}; it may be too old.`)
  }

  face(visitId: string): Promise<VisitFace | undefined> {
    return this.#sql.read(db => faceOf(db, visitId))
  }

  spans(filter: VisitFilter): Promise<readonly VisitSpan[]> {
    return this.#sql.read(db => spansOf(db, filter))
  }

  count(of: VisitOf): Promise<number> {
    return this.#sql.read(async db => {
      const all = db.selectFrom('visits')
      const theirs =
        of.kind === 'person'
          ? all.where('person_id', '=', of.personId)
          : of.kind === 'visitor'
            ? all.where('visitor_id', '=', of.visitorId)
            : all.where('kind', '=', of.kind)
      const { total } = await theirs.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
      return Number(total)
    })
  }

  async endOpen(cameraIds?: readonly string[], butIds: readonly string[] = []): Promise<void> {
    if (cameraIds?.length === 0) return
    await this.#sql.record(tx => {
      const all = tx.updateTable('visits').set({ ended: 1 }).where('ended', '=', 0)
      const open = butIds.length > 0 ? all.where('id', 'not in', butIds) : all
      return (cameraIds ? open.where('camera_id', 'in', cameraIds) : open).execute()
    })
    await this.#emptyLog()
  }

  remembered(space: EmbeddingSpace, range: Parameters<Visits['remembered']>[1]) {
    return this.#sql.read(db => rememberedOf(db, space, range))
  }

  addVisitor(visitor: { readonly id: string; readonly firstSeenAt: Date }): Promise<Visitor> {
    return this.#change(tx => insertVisitor(tx, visitor))
  }

  visitor(visitorId: string): Promise<Visitor> {
    return this.#sql.read(db => requireVisitor(db, visitorId))
  }

  findVisitor(idOrNumber: string): Promise<Visitor | undefined> {
    return this.#sql.read(db => findVisitor(db, idOrNumber))
  }

  visitors(query: VisitorQuery, page: PageRequest): Promise<Page<Visitor>> {
    return this.#sql.read(db => visitorsPage(db, query, page))
  }

  name(visitorId: string, ...[named, by]: Tail<Visits['name']>): ReturnType<Visits['name']> {
    return this.#sql.change(
      counted(tx => nameVisitor(tx, visitorId, named, by)),
      ({ person }) => ({ ids: [person.id] }),
    )
  }

  merge(intoId: string, ...[fromIds, by, kind = 'merge']: Tail<Visits['merge']>): Promise<VisitorChange> {
    return this.#change(tx => mergeVisitors(tx, intoId, fromIds, by, kind))
  }

  split(visitorId: string, ...[visitIds, by, kind = 'split']: Tail<Visits['split']>): ReturnType<Visits['split']> {
    return this.#change(tx => splitVisitor(tx, visitorId, visitIds, by, kind))
  }

  setState(visitorId: string, ...[state, by]: Tail<Visits['setState']>): Promise<VisitorChange> {
    return this.#change(tx => setVisitorState(tx, visitorId, state, by))
  }

  changes(limit: number): Promise<readonly VisitorChange[]> {
    return this.#sql.read(db => changesOf(db, limit))
  }

  async undo(changeId: string): Promise<void> {
    // Photos are not kept as faces are: taking them back needs the file rewritten.
    const people = await this.#sql.change(
      counted(tx => undoChange(tx, changeId)),
      changed => changed ?? NOBODY,
    )
    if (people) await this.#sql.scrub()
  }

  async keepApart(visitorIds: Pair): Promise<void> {
    await this.#sql.record(async tx => {
      if ((await keepPairs(tx, [visitorIds])).length > 0) await moveVersion(tx)
    })
  }

  apart(): Promise<readonly Pair[]> {
    return this.#sql.read(allPairs)
  }

  async isNot(visitorId: string, personId: string): Promise<void> {
    await this.#sql.record(async tx => {
      await requireVisitor(tx, visitorId)
      await requirePerson(tx, personId)
      await setNotPeople(tx, visitorId, [...(await notPeopleOf(tx, visitorId)), personId])
    })
  }

  notPeople(): ReturnType<Visits['notPeople']> {
    return this.#sql.read(allNotPeople)
  }

  async forget(visitorId: string): Promise<void> {
    await this.#change(tx => forgetVisitor(tx, visitorId))
    this.#copiesLeft = true
    await this.#sql.emptyLog()
    this.#copiesLeft = false
  }

  async forgetAll(): Promise<number> {
    const faces = await this.#forgetOld({ faces: EVER, changes: EVER, visits: 0 })
    await this.#sql.emptyLog()
    return faces
  }

  async expire(before: Parameters<Visits['expire']>[0]): Promise<number> {
    const [faces, visits, changes] = [before.faces.getTime(), before.visits.getTime(), before.changes.getTime()]
    if (before.now) await this.#bringBack(before.now)
    const forgotten = await this.#forgetOld({ faces, visits, changes })
    if (this.#copiesLeft) await this.#emptyLog()
    return forgotten
  }

  overdue(faces: Date): Promise<number> {
    return this.#sql.read(db => facesBefore(db, faces.getTime()))
  }

  async version(): Promise<number> {
    const { version } = await this.#sql.read(db => db.selectFrom('place').select('version').executeTakeFirstOrThrow())
    return version
  }

  async addCrossings(crossings: readonly Crossing[]): Promise<void> {
    await this.#sql.beside(tx => insertCrossings(tx, crossings))
  }

  crossings(filter: Parameters<Visits['crossings']>[0]): Promise<readonly Crossing[]> {
    return this.#sql.read(db => crossingsOf(db, filter))
  }

  async #bringBack(now: Date): Promise<void> {
    const ahead = await this.#sql.read(db => visitsAhead(db, now.getTime()))
    if (ahead.length > 0) await this.#change(tx => bringBack(tx, ahead, now.getTime()))
  }

  /** In parts, a transaction each. @returns how many faces */
  async #forgetOld(before: Before): Promise<number> {
    let faces = 0
    for (;;) {
      const part = await this.#sql.record(async tx => {
        const forgotten = await forgetOld(tx, before)
        if (forgotten.changed) await moveVersion(tx)
        return forgotten
      })
      faces += part.faces
      if (part.deleted) this.#copiesLeft = true
      if (!part.more) return faces
      await new Promise(setImmediate)
    }
  }

  /** A change of visitors that no gallery sees. */
  #change<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#sql.record(counted(change))
  }

  /** Where another process is in the way, it is done with the next deletion. */
  async #emptyLog(): Promise<void> {
    this.#copiesLeft = true
    this.#copiesLeft = !(await this.#sql.emptyLogIfFree())
  }
}

type Tail<Method extends (...given: never[]) => unknown> = Parameters<Method> extends [unknown, ...infer Rest] ? Rest : never

const counted =
  <T>(change: (tx: Tx) => Promise<T>) =>
  async (tx: Tx): Promise<T> => {
    await moveVersion(tx)
    return change(tx)
  }

/** @returns whether a face was deleted */
async function saveVisit(tx: Tx, visit: Visit, face: VisitFace | undefined): Promise<boolean> {
  const { id, of } = visit
  const before = await tx.selectFrom('visits').select(['visitor_id', 'face_quality']).where('id', '=', id).executeTakeFirst()
  const visitors = [before?.visitor_id, ofColumns(of).visitor_id].filter(visitorId => visitorId != null)
  await lockVisitors(tx, visitors)
  if (of.kind === 'visitor') await requireVisitor(tx, of.visitorId)
  if (of.kind === 'person') await requirePerson(tx, of.personId)
  const isRemembered = of.kind === 'visitor' || of.kind === 'waiting'
  const face_quality = isRemembered ? (face?.quality ?? before?.face_quality ?? null) : null
  const columns = { ...visitColumns(visit), face_quality }
  if (before) await tx.updateTable('visits').set(columns).where('id', '=', id).execute()
  else
    await tx
      .insertInto('visits')
      .values({ id, ...columns })
      .execute()
  if (isRemembered && face) await putFace(tx, id, face)
  const dropped = !isRemembered && before?.face_quality != null && (await dropFace(tx, id))
  await recount(tx, visitors)
  return dropped
}
