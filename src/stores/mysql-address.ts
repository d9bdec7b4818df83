// How an address says to reach MySQL: where, as whom, and how it is known that the right one answers.

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { PoolOptions, SslOptions } from 'mysql2'
import { messageOf, RostroError } from '../core/errors.ts'
import { watchedSocket } from './watched-socket.ts'

/** Beside user, host and database; the names are those of MySQL's own programs. */
const KNOWN = ['socket', 'ssl-mode', 'ssl-ca']

/** @throws RostroError usage_invalid, store_unavailable */
export function parseMysqlAddress({ username, password, hostname, port, pathname, searchParams }: URL): PoolOptions {
  const unknown = [...searchParams.keys()].find(key => !KNOWN.includes(key))
  if (unknown !== undefined) {
    throw refused(`has ${unknown}; of a MySQL server Rostro knows ${KNOWN.join(', ')}`)
  }
  const path = searchParams.get('socket')
  const host = hostname === '' ? 'localhost' : hostname.replace(/^\[|\]$/g, '')
  const at = Number(port === '' ? 3306 : port)
  const ssl = sslOf(searchParams, host)
  return {
    host,
    // What a socket carries nobody else hears: MySQL then asks for the password itself, and the driver must know that it may.
    ...(path !== null && { socketPath: path }),
    stream: () => (path === null ? watchedSocket().connect(at, host) : watchedSocket().connect(path)),
    ...(username !== '' && { user: decodeURIComponent(username) }),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(ssl && { ssl }),
  }
}

function sslOf(parameters: URLSearchParams, host: string): SslOptions | undefined {
  const mode = parameters.get('ssl-mode') ?? 'DISABLED'
  const file = parameters.get('ssl-ca')
  const ca = file === null ? {} : { ca: readCertificate(file) }
  switch (mode) {
    case 'DISABLED':
      return undefined
    case 'REQUIRED':
      return { rejectUnauthorized: false }
    case 'VERIFY_CA':
      return { ...ca, verifyIdentity: false }
    case 'VERIFY_IDENTITY':
      // The driver would take any certificate of "localhost" for that of a number.
      if (isIP(host) !== 0) throw refused(`checks the identity of ${host}, which has no name; write the server's name`)
      return { ...ca, verifyIdentity: true }
    default:
      throw refused(`has ssl-mode=${mode}; write DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY`)
  }
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const sentence = `The certificate ${file} cannot be read (${messageOf(error)}); make it readable for this user.`
    throw new RostroError('store_unavailable', sentence, { cause: error })
  }
}

const refused = (how: string): RostroError => new RostroError('usage_invalid', `The address of the store ${how}.`)
