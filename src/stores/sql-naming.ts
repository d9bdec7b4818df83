// Gives people their names: valid, and nobody else's.

import { RostroError } from '../core/errors.ts'
import type { Consent } from '../core/records.ts'
import type { Person } from '../core/types.ts'
import { foldName, nameKey, toName } from './names.ts'
import type { Tx } from './sql.ts'

/** @throws RostroError name_taken */
export async function insertPerson(tx: Tx, person: Person): Promise<void> {
  const { id, name, createdAt } = person
  const name_key = await freeKey(tx, person)
  const row = { id, name, name_key, folded_name: foldName(name), created_at: createdAt.getTime() }
  await tx.insertInto('people').values(row).execute()
}

/** @throws RostroError name_invalid, name_taken */
export async function rename(tx: Tx, personId: string, text: string): Promise<void> {
  const name = toName(text)
  const name_key = await freeKey(tx, { id: personId, name })
  await tx
    .updateTable('people')
    .set({ name, name_key, folded_name: foldName(name) })
    .where('id', '=', personId)
    .execute()
}

/** The key of a name nobody else has. @throws RostroError name_taken */
export async function freeKey(tx: Tx, person: { id: string; name: string }): Promise<string> {
  const key = nameKey(person.name)
  const holder = await tx.selectFrom('people').select(['id', 'name']).where('name_key', '=', key).executeTakeFirst()
  if (!holder || holder.id === person.id) return key
  throw new RostroError(
    'name_taken',
    `The name ${person.name} is taken by ${holder.name}; choose another, or add photos to that person.`,
  )
}

export async function insertConsent(tx: Tx, personId: string, { text, givenAt, takenBy }: Consent): Promise<void> {
  const row = { person_id: personId, text, given_at: givenAt.getTime(), taken_by: takenBy }
  await tx.insertInto('consents').values(row).execute()
}
