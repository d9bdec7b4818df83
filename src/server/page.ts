// Serves the page from its folder: files as they are, the page itself for every other path. Nothing outside that folder.

import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** Where Vite puts files whose names change with their content. */
const HASHED = /^assets\/.+[-.][\w-]{8,}\.\w+$/

/** Undefined where there is no such file, and for whatever lies outside the folder. */
export async function pageFile(root: string, path: string): Promise<PageFile | undefined> {
  const inside = toRelative(path)
  const type = inside === undefined ? undefined : TYPES[extname(inside)]
  if (inside === undefined || type === undefined) return undefined
  const body = await readFile(join(root, inside)).catch(() => undefined)
  if (!body) return undefined
  const cache = HASHED.test(inside) ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { body: new Uint8Array(body), headers: { 'content-type': type, 'cache-control': cache } }
}

/** The page, for any path of it. */
export const pageIndex = async (root: string): Promise<PageFile> =>
  (await pageFile(root, 'index.html')) ?? {
    body: new Uint8Array(Buffer.from(NOT_BUILT)),
    headers: { 'content-type': TYPES['.html']!, 'cache-control': 'no-store' },
  }

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Rostro</title>
<p>The page is not built yet: run <code>npm run build</code> in Rostro's folder and load this again. The API answers at /api/v1.</p>
`

/** Without a leading slash; undefined for what would leave the folder, hidden files, and what is no path. */
function toRelative(path: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return undefined
  }
  if (/[\0\\]/.test(decoded)) return undefined
  const inside = normalize(decoded).replaceAll(sep, '/').replace(/^\/+/, '')
  return inside.split('/').some(part => part.startsWith('.')) ? undefined : inside
}
