// Whether the database notices damage to its own files: PostgreSQL before 18 only does where it was told to when it was made.

import { sql } from 'kysely'
import { schemeOf } from './open-store.ts'

/** True for databases that always do. @throws RostroError store_* */
export async function hasPageChecksums(address: string): Promise<boolean> {
  if (!/^postgres(ql)?$/.test(schemeOf(address) ?? '')) return true
  const { openPostgres } = await import('./postgres.ts')
  const engine = await openPostgres(address, { connections: 1 })
  try {
    const { rows } = await engine.run(() => sql<{ readonly data_checksums: string }>`show data_checksums`.execute(engine.db))
    return rows[0]?.data_checksums === 'on'
  } finally {
    await engine.close()
  }
}
