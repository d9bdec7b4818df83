// Throws away the indexes of templates that a database was searched with: they have them in clear.

import { sql, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import { SEARCHES } from './sql-template-search.ts'

/** Those of all spaces. A server that searches in the database fills them anew. */
export async function dropSearches(db: Kysely<Schema>): Promise<void> {
  const tables = await db.introspection.getTables()
  for (const { name } of tables) if (name.startsWith(SEARCHES)) await sql`drop table ${sql.table(name)}`.execute(db)
}
