// The TemplateSearch port in SQL: a table of vectors beside the photos they are of, which go with them; knows no database by name.

import { createHash, randomUUID } from 'node:crypto'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Indexed, Recall, TemplateSearch } from '../core/template-search.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'
import { measureRecall, type Labelled } from './measure-recall.ts'
import { readTemplate } from './rows.ts'
import type { Schema } from './schema.ts'
import { SEALED_BY, type Engine } from './sql.ts'
import { KINDS, rowsOf, type TemplateRow } from './sql-template-rows.ts'
import type { Hit, VectorWords, Wanted } from './vector-words.ts'

/** Templates a probe is given to choose from. Those of one person may fill it: then it is asked for more. */
const NEAREST = 64
/** As many as a decision names. */
const FEWEST_PEOPLE = 5
/** Templates read and put in at once. */
const AT_ONCE = 500
/** Whose templates the index is measured by. */
const MEASURED = 1000
const FIRST_REACH = 100

/** What the tables of all indexes are called, and of nothing else. */
export const SEARCHES = 'search_'
/** Which indexes there are, and how far each is: theirs alone, made when it is first needed. */
const STATE = `${SEARCHES}indexes`

interface SpacePlace {
  readonly space: EmbeddingSpace
  readonly dimensions: number
  /** The address without the password. */
  readonly place: string
}

export class SqlTemplateSearch implements TemplateSearch {
  readonly about: string
  readonly #engine: Engine
  readonly #words: VectorWords
  readonly #space: EmbeddingSpace
  readonly #name: string
  #reach = FIRST_REACH

  private constructor(engine: Engine, words: VectorWords, space: EmbeddingSpace) {
    this.about = words.about
    this.#engine = engine
    this.#words = words
    this.#space = space
    this.#name = `${SEARCHES}${createHash('sha256').update(space).digest('hex').slice(0, 16)}`
  }

  /** Makes the tables where they are not there. The engine is closed with it. @throws RostroError store_sealed, search_unavailable, store_* */
  static async open(
    engine: Engine,
    findWords: (db: Kysely<Schema>, place: string) => Promise<VectorWords>,
    { space, dimensions, place }: SpacePlace,
  ): Promise<SqlTemplateSearch> {
    return engine.run(async () => {
      await refuseSealed(engine.db, place)
      const words = await findWords(engine.db, place)
      const search = new SqlTemplateSearch(engine, words, space)
      const statements = [...words.state(STATE), ...words.table(search.#name, dimensions)]
      for (const statement of statements) await sql.raw(statement).execute(engine.db)
      return search
    })
  }

  async nearest(probes: readonly Template[]): Promise<readonly string[]> {
    const ids = new Set<string>()
    for (const { vector } of probes)
      for (const id of await this.#engine.run(() => this.#peopleNear(vector, this.#reach))) ids.add(id)
    return [...ids]
  }

  async #peopleNear(probe: Float32Array, reach: number): Promise<ReadonlySet<string>> {
    for (let limit = NEAREST; ; limit = this.#words.mostReach) {
      const hits = await this.#hits({ probe, limit, reach })
      const people = new Set(hits.filter(({ isHidden }) => !isHidden).map(({ personId }) => personId))
      if (people.size >= FEWEST_PEOPLE || hits.length < limit || limit >= this.#words.mostReach) return people
    }
  }

  #hits(wanted: Wanted): Promise<readonly Hit[]> {
    return this.#words.nearest(this.#engine.db, this.#name, wanted)
  }

  crowd(): Promise<{ readonly people: number; readonly newestAt: Date }> {
    return this.#engine.run(async () => {
      const { db } = this.#engine
      const { rows } = await sql<{ people: number }>`select count(distinct person_id) as people from ${this.#enrolled}`.execute(
        db,
      )
      const { newest } = await db
        .selectFrom('people')
        .select(({ fn }) => fn.max('created_at').as('newest'))
        .executeTakeFirstOrThrow()
      return { people: rows[0]!.people, newestAt: new Date(newest) }
    })
  }

  firstPeople(count: number): Promise<readonly string[]> {
    return this.#engine.run(async () => {
      const query = sql<{ person_id: string }>`select distinct person_id from ${this.#enrolled} order by person_id limit ${count}`
      const { rows } = await query.execute(this.#engine.db)
      return rows.map(({ person_id }) => person_id)
    })
  }

  /** Whose every template is, of those whom everybody may see. */
  get #enrolled(): RawBuilder<unknown> {
    const visible = sql`refs.person_id not in (select person_id from departing)`
    return sql`(
      select person_id from refs where space = ${this.#space} and ${visible}
      union all
      select refs.person_id from reference_templates as further join refs on refs.id = further.reference_id
        where further.space = ${this.#space} and ${visible}
    ) as enrolled`
  }

  progress(): Promise<{ readonly templates: number; readonly of: number }> {
    return this.#engine.run(async () => {
      const { rows } = await sql<{ templates: number; own: number; further: number }>`select
        (select count(*) from ${sql.table(this.#name)}) as templates,
        (select count(*) from refs where space = ${this.#space}) as own,
        (select count(*) from reference_templates where space = ${this.#space}) as further`.execute(this.#engine.db)
      const [{ templates, own, further } = { templates: 0, own: 0, further: 0 }] = rows
      return { templates, of: own + further }
    })
  }

  async indexed(): Promise<Indexed | undefined> {
    const { rows } = await this.#engine.run(() =>
      sql<Indexed & Recall>`select version, found, probes as ${sql.ref('of')}, reach, templates as among from ${sql.table(STATE)}
        where name = ${this.#name}`.execute(this.#engine.db),
    )
    const [row] = rows
    if (!row) return undefined
    const { version, found, of, reach, among } = row
    this.#reach = reach
    return { version, recall: { found, of, reach, among } }
  }

  async note({ version, recall: { found, of, reach, among } }: Indexed): Promise<void> {
    this.#reach = reach
    await this.#engine.run(() =>
      this.#engine.db.transaction().execute(async tx => {
        await sql`delete from ${sql.table(STATE)} where name = ${this.#name}`.execute(tx)
        await sql`insert into ${sql.table(STATE)} (name, space, version, found, probes, reach, templates)
          values (${this.#name}, ${this.#space}, ${version}, ${found}, ${of}, ${reach}, ${among})`.execute(tx)
      }),
    )
  }

  async take(personIds: readonly string[]): Promise<void> {
    for (let first = 0; first < personIds.length; first += AT_ONCE) {
      const ids = personIds.slice(first, first + AT_ONCE)
      await this.#engine.run(async () => {
        for (const kind of KINDS) {
          const rows = rowsOf(this.#engine.db, kind, this.#space).where('refs.person_id', 'in', ids).where(this.#isMissing())
          await this.#put(await rows.execute())
        }
      })
    }
  }

  async *fill(): AsyncGenerator<number, void, void> {
    const { templates, of } = await this.progress()
    if (templates < of / 2) {
      for (const statement of this.#words.unindex(this.#name))
        await this.#engine.run(() => sql.raw(statement).execute(this.#engine.db))
    }
    for (const kind of KINDS) {
      for (let after: string | undefined = ''; after !== undefined;) {
        const missing = rowsOf(this.#engine.db, kind, this.#space).where('refs.id', '>', after).where(this.#isMissing())
        const rows: readonly TemplateRow[] = await this.#engine.run(() => missing.orderBy('refs.id').limit(AT_ONCE).execute())
        await this.#engine.run(() => this.#put(rows))
        yield rows.length
        after = rows.length < AT_ONCE ? undefined : rows.at(-1)!.id
      }
    }
  }

  #isMissing(): RawBuilder<boolean> {
    return sql`not exists (select reference_id from ${sql.table(this.#name)} as kept where kept.reference_id = refs.id)`
  }

  async #put(rows: readonly TemplateRow[]): Promise<void> {
    // What is damaged names nobody, and the gallery that reads its person says so.
    const templates = rows.flatMap(row => {
      const template = readTemplate(row)
      return template ? [{ id: row.id, vector: template.vector }] : []
    })
    if (templates.length > 0) await this.#words.put(this.#engine.db, this.#name, templates)
  }

  async build(): Promise<Recall> {
    await this.#engine.run(() => this.#words.build(this.#engine.db, this.#name))
    const nearest = (probe: Float32Array, reach: number) => this.#engine.run(() => this.#peopleNear(probe, reach))
    const measured = await measureRecall(await this.#some(MEASURED), nearest, this.#words.mostReach)
    return { ...measured, among: (await this.progress()).templates }
  }

  /** Templates by chance: photos' ids are. */
  async #some(count: number): Promise<readonly Labelled[]> {
    const from = randomUUID()
    const parts = [sql`reference_id >= ${from}`, sql`reference_id < ${from}`]
    const ids: string[] = []
    for (const part of parts) {
      const query = sql<{ id: string }>`select reference_id as id from ${sql.table(this.#name)} where ${part}
        order by reference_id limit ${count - ids.length}`
      const { rows } = await this.#engine.run(() => query.execute(this.#engine.db))
      ids.push(...rows.map(({ id }) => id))
    }
    if (ids.length === 0) return []
    const rows: TemplateRow[] = []
    for (const kind of KINDS)
      rows.push(
        ...(await this.#engine.run(() => rowsOf(this.#engine.db, kind, this.#space).where('refs.id', 'in', ids).execute())),
      )
    return rows.flatMap(row => {
      const template = readTemplate(row)
      return template ? [{ personId: row.person_id, vector: template.vector }] : []
    })
  }

  close(): Promise<void> {
    return this.#engine.close()
  }
}

/** Beside sealed templates the index would have them in clear. */
async function refuseSealed(db: Kysely<Schema>, place: string): Promise<void> {
  const sealed = await db.selectFrom('settings').select('value').where('key', '=', SEALED_BY).executeTakeFirst()
  if (!sealed?.value) return
  const sentence = `The store ${place} is sealed, and an index that a database can search has templates in clear`
  throw new RostroError('store_sealed', `${sentence}; search in memory with ROSTRO_SEARCH=memory, or unseal the store.`)
}
