// Gives people their names: valid, and nobody else's.

import { RostroError } from '../core/errors.ts'
import type { Consent } from '../core/records.ts'
import type { Person } from '../core/types.ts'
import { foldName, nameKey, toName } from './names.ts'
import { openRow, sealRow } from './sealed-rows.ts'
import type { Tx } from './sql.ts'

/** @throws RostroError name_taken */
export async function insertPerson(tx: Tx, person: Person): Promise<void> {
  const { id, name, createdAt } = person
  const name_key = await freeKey(tx, person)
  const row = { id, ...(await nameColumns(tx, id, name)), name_key, created_at: createdAt.getTime() }
  await tx.insertInto('people').values(row).execute()
}

/** @throws RostroError name_invalid, name_taken */
export async function rename(tx: Tx, personId: string, text: string): Promise<void> {
  const name = toName(text)
  const name_key = await freeKey(tx, { id: personId, name })
  await tx
    .updateTable('people')
    .set({ ...(await nameColumns(tx, personId, name)), name_key })
    .where('id', '=', personId)
    .execute()
}

/** A sealed name is searched for in memory, not in the table. */
const nameColumns = (tx: Tx, id: string, name: string) =>
  sealRow(tx, 'people', { name, folded_name: tx.vault.seals ? '' : foldName(name) }, { id })

/** The key of a name nobody else has. @throws RostroError name_taken */
export async function freeKey(tx: Tx, person: { id: string; name: string }): Promise<string> {
  const key = tx.vault.nameKey(nameKey(person.name))
  const holder = await tx.selectFrom('people').select(['id', 'name']).where('name_key', '=', key).executeTakeFirst()
  if (!holder || holder.id === person.id) return key
  const there = await openRow(tx, 'people', holder)
  throw new RostroError(
    'name_taken',
    `The name ${person.name} is taken by ${there?.name ?? `person ${holder.id}`}; choose another, or add photos to that person.`,
  )
}

export async function insertConsent(tx: Tx, personId: string, { text, givenAt, takenBy }: Consent): Promise<void> {
  const row = { person_id: personId, text, given_at: givenAt.getTime(), taken_by: takenBy }
  await tx
    .insertInto('consents')
    .values(await sealRow(tx, 'consents', row))
    .execute()
}
