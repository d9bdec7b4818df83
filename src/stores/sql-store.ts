// The Store port in SQL that every supported database understands; knows no driver, file or dialect.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import type {
  ChangedPeople,
  Damage,
  Enrolled,
  NewReference,
  PeopleQuery,
  PersonEntry,
  PersonSummary,
  Store,
} from '../core/ports.ts'
import type { News } from '../core/news.ts'
import type { Consent, Page, PageRequest, PhotosToMove } from '../core/records.ts'
import type { Person, Reference } from '../core/types.ts'
import { toName } from './names.ts'
import { SqlAccounts } from './sql-accounts.ts'
import { SqlAlerts } from './sql-alerts.ts'
import { SqlAudit } from './sql-audit.ts'
import { SqlCameras } from './sql-cameras.ts'
import { SqlDoors } from './sql-doors.ts'
import { SqlEvents } from './sql-events.ts'
import { SqlGroups } from './sql-groups.ts'
import { enrolledIn, idsOfPeople } from './sql-enrolled.ts'
import { absorb, dropContradictions, due, erase, hide, restore } from './sql-leaving.ts'
import { insertConsent, insertPerson, rename } from './sql-naming.ts'
import { allPeople, departingIds, findPerson, peoplePage, personEntry, requireId, requirePerson } from './sql-people.ts'
import { deleteReference, findReference, insertReferences, reassign, referencesOf } from './sql-references.ts'
import { SqlLeases } from './sql-leases.ts'
import { SqlTemplates } from './sql-templates.ts'
import { SqlVisits } from './sql-visits.ts'
import { openRow } from './sealed-rows.ts'
import { SealedNames } from './sealed-names.ts'
import type { Vault } from '../sealing/vault.ts'
import { changedSince, NOBODY, versionOf } from './sql-changed-people.ts'
import { damageIn } from './sql-damage.ts'
import { requireOurs, Sql, type Engine, type Tx } from './sql.ts'

export class SqlStore implements Store {
  readonly events: SqlEvents
  readonly cameras: SqlCameras
  readonly accounts: SqlAccounts
  readonly templates: SqlTemplates
  readonly visits: SqlVisits
  readonly groups: SqlGroups
  readonly alerts: SqlAlerts
  readonly audit: SqlAudit
  readonly doors: SqlDoors
  readonly leases: SqlLeases
  readonly news: News
  readonly #sql: Sql
  readonly #names = new SealedNames()

  constructor(engine: Engine, vault?: Vault) {
    this.#sql = new Sql(engine, vault)
    this.events = new SqlEvents(this.#sql)
    this.cameras = new SqlCameras(this.#sql.about('cameras'))
    this.accounts = new SqlAccounts(this.#sql)
    this.templates = new SqlTemplates(this.#sql)
    this.visits = new SqlVisits(this.#sql.about('visits'))
    this.groups = new SqlGroups(this.#sql)
    this.alerts = new SqlAlerts(this.#sql.about('alerts'))
    this.audit = new SqlAudit(this.#sql)
    this.doors = new SqlDoors(this.#sql.about('doors'))
    this.leases = new SqlLeases(this.#sql)
    this.news = { listen: listener => this.#sql.listen(listener), tell: topic => this.#sql.tell(topic) }
  }

  async enrol(name: string, references: readonly NewReference[], consent?: Consent): Promise<Person> {
    const person = newPerson(name)
    if (references.length === 0) {
      throw new RostroError('usage_invalid', `No reference was given for ${person.name}; enrol at least one photo.`)
    }
    return this.#sql.change(
      async tx => {
        await insertPerson(tx, person)
        await insertReferences(tx, person.id, references)
        if (consent) await insertConsent(tx, person.id, consent)
        return person
      },
      ({ id }) => ({ ids: [id] }),
    )
  }

  async addReferences(personId: string, references: readonly NewReference[], consent?: Consent): Promise<void> {
    await this.#sql.change(
      async tx => {
        await requirePerson(tx, personId)
        await insertReferences(tx, personId, references)
        if (consent) await insertConsent(tx, personId, consent)
      },
      () => ({ ids: [personId] }),
    )
  }

  people(): Promise<readonly PersonSummary[]> {
    return this.#sql.read(allPeople)
  }

  peoplePage(query: PeopleQuery, page: PageRequest): Promise<Page<PersonEntry>> {
    return this.#sql.read(db => peoplePage(db, this.#names, query, page))
  }

  person(personId: string): Promise<PersonEntry> {
    return this.#sql.read(db => personEntry(db, personId))
  }

  findPerson(nameOrId: string): Promise<Person | undefined> {
    return this.#sql.read(db => findPerson(db, nameOrId))
  }

  references({ personId, space }: Parameters<Store['references']>[0]): Promise<readonly Reference[]> {
    return this.#sql.read(db => referencesOf(db, personId, space))
  }

  enrolled({ space, personIds }: Parameters<Store['enrolled']>[0]): AsyncIterable<readonly Enrolled[]> {
    return enrolledIn(query => this.#sql.read(query), space, personIds)
  }

  personIds(): AsyncIterable<readonly string[]> {
    return idsOfPeople(query => this.#sql.read(query))
  }

  async rename(personId: string, name: string): Promise<void> {
    await this.#sql.change(
      async tx => {
        await requireId(tx, personId)
        await rename(tx, personId, name)
      },
      () => ({ ids: [personId] }),
    )
  }

  async merge(fromId: string, intoId: string): Promise<void> {
    await this.#sql.erase(
      async tx => {
        await requirePerson(tx, fromId)
        await requirePerson(tx, intoId)
        if (fromId !== intoId) await absorb(tx, fromId, intoId)
      },
      () => (fromId === intoId ? NOBODY : { ids: [intoId], gone: [fromId] }),
    )
  }

  async deletePerson(personId: string): Promise<void> {
    await this.#sql.erase(
      async tx => {
        await requireId(tx, personId)
        await erase(tx, personId)
      },
      () => ({ gone: [personId] }),
    )
  }

  async deletePersonLater(personId: string, at: Date): Promise<void> {
    await this.#sql.change(
      tx => hide(tx, personId, at),
      () => ({ ids: [personId] }),
    )
  }

  async restorePerson(personId: string): Promise<void> {
    await this.#sql.change(
      tx => restore(tx, personId),
      () => ({ ids: [personId] }),
    )
  }

  async purgePeople(now: Date): Promise<number> {
    // Asked every few seconds: nothing is written unless there is something to do.
    if ((await this.#sql.read(db => due(db, now))).length === 0) return 0
    const purged = await this.#sql.erase(
      async tx => {
        const ids = await due(tx, now)
        for (const id of ids) await erase(tx, id)
        return ids
      },
      purged => ({ purged }),
    )
    return purged.length
  }

  reference(referenceId: string): Promise<Reference> {
    return this.#sql.read(db => findReference(db, referenceId))
  }

  async deleteReference(referenceId: string): Promise<void> {
    await this.#sql.change(
      tx => deleteReference(tx, referenceId),
      owner => ({ ids: [owner] }),
    )
  }

  async moveReferences(referenceIds: readonly string[], to: PhotosToMove): Promise<Person> {
    if (referenceIds.length === 0) throw new RostroError('usage_invalid', 'No photo was given; choose at least one to move.')
    const { person, emptied } = await this.#sql.change(
      async tx => {
        const person = await receiver(tx, to)
        const { owners, emptied } = await reassign(tx, referenceIds, person.id)
        // Who gave all photos away was this person: their events go along.
        for (const id of emptied) await absorb(tx, id, person.id)
        await dropContradictions(tx, person.id)
        return { person, owners, emptied }
      },
      ({ person, owners, emptied }) => ({ ids: [person.id, ...owners], gone: emptied }),
    )
    if (emptied.length > 0) await this.#sql.scrub()
    return person
  }

  async consent(personId: string): Promise<Consent | undefined> {
    const row = await this.#sql.read(async db => {
      const kept = await db
        .selectFrom('consents')
        .selectAll()
        .where('person_id', '=', personId)
        .where('person_id', 'not in', departingIds(db))
        .orderBy('given_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      const opened = await openRow(db, 'consents', kept)
      if (opened || !kept) return opened
      throw new RostroError('store_corrupt', `What person ${personId} agreed to is damaged; restore a backup, or ask them again.`)
    })
    return row && { text: row.text, givenAt: new Date(row.given_at), takenBy: row.taken_by }
  }

  async setting(key: string): Promise<string | undefined> {
    const rows = await this.#sql.read(db => db.selectFrom('settings').select('value').where('key', '=', key).execute())
    return rows[0]?.value
  }

  async setSetting(key: string, value: string): Promise<void> {
    await this.#sql.about('settings').change(
      async tx => {
        await tx.deleteFrom('settings').where('key', '=', key).execute()
        await tx.insertInto('settings').values({ key, value }).execute()
      },
      () => NOBODY,
    )
  }

  version(): Promise<number> {
    return this.#sql.read(async db => {
      await requireOurs(db)
      return versionOf(db)
    })
  }

  keyFor(purpose: string): Uint8Array | undefined {
    return this.#sql.keyFor(purpose)
  }

  changedSince(version: number): Promise<ChangedPeople | undefined> {
    return this.#sql.read(db => changedSince(db, version))
  }

  damage(): Promise<readonly Damage[]> {
    return this.#sql.read(damageIn)
  }

  async close(): Promise<void> {
    await this.#sql.close()
  }
}

/** @throws RostroError name_invalid */
const newPerson = (name: string): Person => ({ id: randomUUID(), name: toName(name), createdAt: new Date() })

async function receiver(tx: Tx, to: PhotosToMove): Promise<Person> {
  if ('personId' in to) return requirePerson(tx, to.personId)
  const person = newPerson(to.newName)
  await insertPerson(tx, person)
  return person
}
