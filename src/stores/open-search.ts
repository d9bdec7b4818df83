// Opens what searches templates in the database an address names, if it can.

import { RostroError } from '../core/errors.ts'
import type { TemplateSearch } from '../core/template-search.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { schemeOf, storePlace } from './open-store.ts'
import { SqlTemplateSearch } from './sql-template-search.ts'

/** Searches under way at once: of more the others wait. One may be building the index meanwhile. */
const CONNECTIONS = 4

type Open = (address: string, searched: Parameters<typeof SqlTemplateSearch.open>[2]) => Promise<TemplateSearch>

const postgres: Open = async (address, searched) => {
  const [{ openPostgres }, { pgvectorWords }] = [await import('./postgres.ts'), await import('./pgvector.ts')]
  return SqlTemplateSearch.open(await openPostgres(address, { connections: CONNECTIONS }), pgvectorWords, searched)
}

const mysql: Open = async (address, searched) => {
  const [{ openMysql }, { mariadbWords }] = [await import('./mysql.ts'), await import('./mariadb-vector.ts')]
  return SqlTemplateSearch.open(await openMysql(address, { connections: CONNECTIONS }), mariadbWords, searched)
}

const OPENERS: Readonly<Record<string, Open>> = { postgres, postgresql: postgres, mysql, mariadb: mysql }

/**
 * @param dimensions of the templates of the space
 * @throws RostroError search_unavailable where the database has no index for vectors, store_sealed, store_*
 */
export async function openSearchAt(address: string, space: EmbeddingSpace, dimensions: number): Promise<TemplateSearch> {
  const place = storePlace(address)
  const open = OPENERS[schemeOf(address) ?? '']
  if (open) return open(address, { space, dimensions, place })
  const sentence = `A file cannot be searched in the database: ${place} is one`
  throw new RostroError(
    'search_unavailable',
    `${sentence}; search in memory with ROSTRO_SEARCH=memory, or move to PostgreSQL or MariaDB.`,
  )
}
