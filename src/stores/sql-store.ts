// The Store port in SQL that every supported database understands; knows no driver, file or dialect.

import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Kysely, Transaction } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { NewReference, PersonSummary, Store } from '../core/ports.ts'
import type { EmbeddingSpace, Person, Reference } from '../core/types.ts'
import { nameKey, toName } from './names.ts'
import { isQuality, toEnrolledTemplate, toPerson, toReference, vectorBytes } from './rows.ts'
import type { Schema } from './schema.ts'

/** What differs between databases. */
export interface Engine {
  readonly db: Kysely<Schema>
  /** Runs queries, again while another process is in their way, and throws what failed as a RostroError. */
  run<T>(queries: () => Promise<T>): Promise<T>
  /** Removes what a deletion left behind outside the tables, such as a log of old pages. */
  scrub(): Promise<void>
  close(): Promise<void>
}

type Tx = Transaction<Schema>

const TEMPLATE_COLUMNS = ['id', 'person_id', 'space', 'quality', 'source', 'created_at', 'vector', 'vector_crc'] as const

export class SqlStore implements Store {
  readonly #engine: Engine
  declare readonly events: Store['events']
  declare readonly cameras: Store['cameras']
  declare readonly accounts: Store['accounts']
  declare readonly peoplePage: Store['peoplePage']
  declare readonly person: Store['person']
  declare readonly deletePersonLater: Store['deletePersonLater']
  declare readonly restorePerson: Store['restorePerson']
  declare readonly purgePeople: Store['purgePeople']
  declare readonly reference: Store['reference']
  declare readonly deleteReference: Store['deleteReference']
  declare readonly moveReferences: Store['moveReferences']
  declare readonly consent: Store['consent']

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async enrol(name: string, references: readonly NewReference[]): Promise<Person> {
    const person = { id: randomUUID(), name: toName(name), createdAt: new Date() }
    if (references.length === 0) {
      throw new RostroError('usage_invalid', `No reference was given for ${person.name}; enrol at least one photo.`)
    }
    return this.#write(async tx => {
      const name_key = await freeKey(tx, person)
      const row = { id: person.id, name: person.name, name_key, created_at: person.createdAt.getTime() }
      await tx.insertInto('people').values(row).execute()
      await insertReferences(tx, person.id, references)
      return person
    })
  }

  async addReferences(personId: string, references: readonly NewReference[]): Promise<void> {
    await this.#write(async tx => {
      await personRow(tx, personId)
      await insertReferences(tx, personId, references)
    })
  }

  async people(): Promise<readonly PersonSummary[]> {
    const rows = await this.#read(db =>
      db
        .selectFrom('people')
        .leftJoin('refs', 'refs.person_id', 'people.id')
        .select(['people.id', 'people.name', 'people.name_key', 'people.created_at'])
        .select(({ fn }) => [fn.count('refs.id').as('references'), fn.avg('refs.quality').as('mean_quality')])
        .groupBy(['people.id', 'people.name', 'people.name_key', 'people.created_at'])
        .execute(),
    )
    // Sorted here and not by the database, so that every database gives the same order.
    const collator = new Intl.Collator('en')
    return rows
      .map(row => ({ ...toPerson(row), references: Number(row.references), meanQuality: Number(row.mean_quality) }))
      .sort((a, b) => collator.compare(a.name, b.name))
  }

  async findPerson(nameOrId: string): Promise<Person | undefined> {
    const rows = await this.#read(db =>
      db
        .selectFrom('people')
        .selectAll()
        .where(eb => eb.or([eb('id', '=', nameOrId), eb('name_key', '=', nameKey(nameOrId))]))
        .execute(),
    )
    const found = rows.find(row => row.id === nameOrId) ?? rows[0]
    return found && toPerson(found)
  }

  references(of: { personId: string }): Promise<readonly Reference[]>
  references(of: { space: EmbeddingSpace }): Promise<readonly Omit<Reference, 'crop'>[]>
  async references(of: { personId: string } | { space: EmbeddingSpace }): Promise<readonly Omit<Reference, 'crop'>[]> {
    const inOrder = (db: Kysely<Schema>) => db.selectFrom('refs').select(TEMPLATE_COLUMNS).orderBy('sequence')
    if ('space' in of) {
      const rows = await this.#read(db => inOrder(db).where('space', '=', of.space).execute())
      return rows.map(toEnrolledTemplate)
    }
    const rows = await this.#read(db => inOrder(db).select('crop').where('person_id', '=', of.personId).execute())
    return rows.map(toReference)
  }

  async rename(personId: string, name: string): Promise<void> {
    const person = { id: personId, name: toName(name) }
    await this.#write(async tx => {
      await personRow(tx, personId)
      const name_key = await freeKey(tx, person)
      await tx.updateTable('people').set({ name: person.name, name_key }).where('id', '=', personId).execute()
    })
  }

  async merge(fromId: string, intoId: string): Promise<void> {
    await this.#write(async tx => {
      await personRow(tx, fromId)
      await personRow(tx, intoId)
      if (fromId === intoId) return
      await tx.updateTable('refs').set({ person_id: intoId }).where('person_id', '=', fromId).execute()
      await tx.deleteFrom('people').where('id', '=', fromId).execute()
    })
    await this.#engine.scrub()
  }

  async deletePerson(personId: string): Promise<void> {
    await this.#write(async tx => {
      await personRow(tx, personId)
      await tx.deleteFrom('refs').where('person_id', '=', personId).execute()
      await tx.deleteFrom('people').where('id', '=', personId).execute()
    })
    await this.#engine.scrub()
  }

  async setting(key: string): Promise<string | undefined> {
    const rows = await this.#read(db => db.selectFrom('settings').select('value').where('key', '=', key).execute())
    return rows[0]?.value
  }

  async setSetting(key: string, value: string): Promise<void> {
    await this.#write(async tx => {
      await tx.deleteFrom('settings').where('key', '=', key).execute()
      await tx.insertInto('settings').values({ key, value }).execute()
    })
  }

  async version(): Promise<number> {
    const { count } = await this.#read(db => db.selectFrom('changes').select('count').executeTakeFirstOrThrow())
    return count
  }

  async close(): Promise<void> {
    await this.#engine.close()
  }

  #read<T>(query: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return this.#engine.run(() => query(this.#engine.db))
  }

  // Counting first makes writers queue on that row in every database, so what a writer has checked stays true until it commits.
  #write<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    const counted = async (tx: Tx) => {
      await tx
        .updateTable('changes')
        .set(({ eb }) => ({ count: eb('count', '+', 1) }))
        .execute()
      return change(tx)
    }
    return this.#engine.run(() => this.#engine.db.transaction().execute(counted))
  }
}

async function personRow(tx: Tx, id: string): Promise<void> {
  const row = await tx.selectFrom('people').select('id').where('id', '=', id).executeTakeFirst()
  if (!row)
    throw new RostroError('person_not_found', `There is no person ${JSON.stringify(id)}; list the people to see who is enrolled.`)
}

/** The key of a name nobody else has. */
async function freeKey(tx: Tx, person: { id: string; name: string }): Promise<string> {
  const key = nameKey(person.name)
  const holder = await tx.selectFrom('people').select(['id', 'name']).where('name_key', '=', key).executeTakeFirst()
  if (!holder || holder.id === person.id) return key
  throw new RostroError(
    'name_taken',
    `The name ${person.name} is taken by ${holder.name}; choose another, or add photos to that person.`,
  )
}

async function insertReferences(tx: Tx, personId: string, references: readonly NewReference[]): Promise<void> {
  const created_at = Date.now()
  for (const { template, quality, source, crop } of references) {
    if (!isQuality(quality))
      throw new RostroError('usage_invalid', `The quality of ${source} is ${quality}; it must be 0 to 100.`)
    const { space } = template
    const vector = vectorBytes(template)
    const row = {
      id: randomUUID(),
      person_id: personId,
      space,
      quality,
      source,
      created_at,
      vector,
      vector_crc: crc32(vector),
      crop,
    }
    await tx.insertInto('refs').values(row).execute()
  }
}
