// The session's cookie: read by nobody but the server, sent by no other site, bound to the host over TLS.

import { LONGEST_MS } from './sessions.ts'

export interface Cookies {
  readonly name: string
  /** The header's value; undefined ends the cookie. */
  write(token: string | undefined): string
}

/** @param secure pages come over https, here or at the proxy */
export function createCookies(secure: boolean): Cookies {
  const name = secure ? '__Host-rostro_session' : 'rostro_session'
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  return {
    name,
    write: token =>
      token === undefined
        ? `${name}=; Max-Age=0; ${attributes}`
        : `${name}=${token}; Max-Age=${LONGEST_MS / 1000}; ${attributes}`,
  }
}

/** The value of one cookie in a `Cookie` header, if it can be a token. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map(pair => pair.trim())
  const value = pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1)
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined
}
