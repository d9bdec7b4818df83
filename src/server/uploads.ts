// Reads what is sent, never more than allowed: refused by its announced length, and while it streams. Decodes no picture.

import type { IncomingMessage } from 'node:http'
import { RostroError } from '../core/errors.ts'
import { sniffFormat } from '../video/photo-format.ts'
import type { PictureFields } from './contract/route.ts'

export const MAX_PICTURE_BYTES = 20_000_000
export const MAX_JSON_BYTES = 256 * 1024
/** Of the form around pictures. */
const FORM_BYTES = 16 * 1024

const tooLarge = (maxBytes: number) =>
  new RostroError('upload_too_large', `What was sent is larger than ${Math.round(maxBytes / 1000).toLocaleString('en')} kB.`)

/** @throws RostroError upload_too_large, request_invalid */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of whole(request)) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  // In memory of its own: what goes to another thread takes all of the memory it lies in.
  return new Uint8Array(Buffer.concat(chunks))
}

/** A sender who goes away or is too slow is no fault of the server. Who sends too much still hears so: the connection stays. */
async function* whole(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  } catch (cause) {
    throw new RostroError('request_invalid', 'What was sent broke off; send it again.', { cause })
  }
}

const typeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()

/** @throws RostroError request_invalid, upload_too_large */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (typeOf(request) !== 'application/json')
    throw new RostroError('request_invalid', 'The body must be JSON, sent with "content-type: application/json".')
  const text = new TextDecoder().decode(await readBody(request, MAX_JSON_BYTES))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RostroError('request_invalid', 'The body is no valid JSON.', { cause })
  }
}

export type Pictures = Readonly<Record<string, Uint8Array>>

/** @throws RostroError request_invalid, upload_too_large, image_unreadable, image_format_unsupported */
export async function readPictures(request: IncomingMessage, fields: PictureFields): Promise<Pictures> {
  const { required, optional = [] } = fields
  const names = [...required, ...optional]
  const pictures = await (typeOf(request) === 'multipart/form-data' ? fromForm(request, names) : fromBody(request, required))
  const missing = required.find(name => !(name in pictures))
  if (missing !== undefined)
    throw new RostroError('request_invalid', `Send the picture as field "${missing}" of a form (multipart/form-data).`)
  for (const picture of Object.values(pictures)) checkPicture(picture)
  return pictures
}

async function fromForm(request: IncomingMessage, names: readonly string[]): Promise<Pictures> {
  const body = await readBody(request, names.length * MAX_PICTURE_BYTES + FORM_BYTES)
  const type = request.headers['content-type'] ?? ''
  // Deprecated because it keeps everything in memory: here that is bounded.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch((cause: unknown) => {
    throw new RostroError('request_invalid', 'The form is cut off or badly made.', { cause })
  })
  const pictures: [string, Uint8Array][] = []
  for (const name of names) {
    const value = form.get(name)
    if (value === null || typeof value === 'string') continue
    if (value.size > MAX_PICTURE_BYTES) throw tooLarge(MAX_PICTURE_BYTES)
    pictures.push([name, new Uint8Array(await value.arrayBuffer())])
  }
  return Object.fromEntries(pictures)
}

async function fromBody(request: IncomingMessage, required: readonly string[]): Promise<Pictures> {
  const [name, ...more] = required
  if (name === undefined || more.length > 0 || /^(text\/|application\/(json|x-www-form))/.test(typeOf(request))) return {}
  return { [name]: await readBody(request, MAX_PICTURE_BYTES) }
}

const UNSUPPORTED = ['heic', 'svg', 'pdf', 'ico'] as const

/** By its first bytes, whatever it is called: what is no picture never reaches a decoder. */
function checkPicture(picture: Uint8Array): void {
  if (picture.byteLength === 0) throw new RostroError('image_unreadable', 'The picture is empty.')
  const format = sniffFormat(picture)
  if (format === 'unknown')
    throw new RostroError('image_unreadable', 'This is no picture Rostro can read; send a JPEG, PNG, WebP or AVIF.')
  if (UNSUPPORTED.some(one => one === format))
    throw new RostroError('image_format_unsupported', `A ${format.toUpperCase()} cannot be read; save it as JPEG or PNG.`)
}
