// All visits of a time as a file: the server's table, or every page of the list put together. Knows the page's address bar and disk, no screen.

import type { RequestOf, VisitJson } from '../../../src/client.ts'
import { api } from '../api.ts'

export type VisitQuery = Pick<NonNullable<RequestOf<'GET /visits'>['query']>, 'from' | 'to' | 'cameraId'>

const AT_ONCE = 500

export async function exportCsv(query: VisitQuery, name: string): Promise<void> {
  download(await api('GET /visits.csv', { query }), `${name}.csv`)
}

export async function exportJson(
  query: VisitQuery,
  name: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const visits: VisitJson[] = []
  let cursor: string | null = null
  do {
    const page: { items: VisitJson[]; next: string | null; total: number } = await api('GET /visits', {
      query: { ...query, limit: AT_ONCE, ...(cursor !== null && { cursor }) },
    })
    visits.push(...page.items)
    onProgress(visits.length, page.total)
    cursor = page.next
  } while (cursor !== null)
  download(new Blob([JSON.stringify({ ...query, visits }, null, 2)], { type: 'application/json' }), `${name}.json`)
}

function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  // The browser has taken the file over by the next turn.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 0)
}
