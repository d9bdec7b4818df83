// Which names the server answers to and which pages may write to it: against DNS rebinding, CSRF and hijacked sockets.

import { RostroError } from '../core/errors.ts'

export interface Names {
  readonly port: number
  /** TLS here or at the proxy: pages come over https. */
  readonly secure: boolean
  /** Beyond loopback: `rostro.example` or, exactly so, `rostro.example:8443`. */
  readonly publicNames: readonly string[]
}

export interface Allowed {
  readonly hosts: ReadonlySet<string>
  readonly origins: ReadonlySet<string>
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

export function allowedNames({ port, secure, publicNames }: Names): Allowed {
  const scheme = secure ? 'https' : 'http'
  // Behind a proxy the port pages see is not ours: a public name also goes without one.
  const hosts = [
    ...LOOPBACK.flatMap(name => [`${name}:${port}`, ...(port === (secure ? 443 : 80) ? [name] : [])]),
    ...publicNames.flatMap(name => (/:\d+$/.test(name) ? [name] : [name, `${name}:${port}`])).map(name => name.toLowerCase()),
  ]
  return { hosts: new Set(hosts), origins: new Set(hosts.map(host => new URL(`${scheme}://${host}`).origin)) }
}

/** @throws RostroError host_refused */
export function checkHost(host: string | undefined, { hosts }: Allowed): void {
  if (host !== undefined && hosts.has(host.toLowerCase())) return
  throw new RostroError(
    'host_refused',
    'This server does not answer to that name; open it as localhost, or start it with --public-name.',
  )
}

export interface Asking {
  readonly origin: string | undefined
  /** `Sec-Fetch-Site`, which no page can forge. */
  readonly fetchSite: string | undefined
  /** `X-Rostro-Request`: other pages cannot send it without being allowed to. */
  readonly marked: boolean
  readonly auth: 'cookie' | 'key' | 'nothing'
}

/** Whether a request that changes something comes from the page itself or from a program. @throws RostroError origin_refused */
export function checkWrite({ origin, fetchSite, marked, auth }: Asking, allowed: Allowed): void {
  checkOrigin(origin, allowed)
  if (fetchSite === 'cross-site' || fetchSite === 'same-site') throw refused()
  if (auth === 'key') return
  if (!marked) throw new RostroError('origin_refused', 'A request that changes something needs the header "x-rostro-request: 1".')
  if (auth === 'cookie' && origin === undefined && fetchSite !== 'same-origin') throw refused()
}

/** A live connection with a cookie comes from an allowed page; programs with a key or ticket send no Origin. @throws RostroError origin_refused */
export function checkHandshake({ origin, auth }: Pick<Asking, 'origin' | 'auth'>, allowed: Allowed): void {
  checkOrigin(origin, allowed)
  if (auth === 'cookie' && origin === undefined) throw refused()
}

/** The origin `null` of sandboxed frames and files is foreign too. */
function checkOrigin(origin: string | undefined, { origins }: Allowed): void {
  if (origin !== undefined && !origins.has(origin)) throw refused()
}

const refused = () => new RostroError('origin_refused', 'Another web page may not use this server.')
