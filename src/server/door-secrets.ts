// Passwords of what opens a door: taken, kept and never given back; who sends the stars that stand for one keeps it.

import type { DoorOpenerSettings } from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'

export const STARS = '********'

/** Of a program only its name is shown. @param whole whoever may change it sees its address, too, which can be a secret as a whole */
export function hideSecrets(opener: DoorOpenerSettings, whole: boolean): DoorOpenerSettings {
  switch (opener.kind) {
    case 'none':
      return opener
    case 'http': {
      const headers = Object.fromEntries(Object.keys(opener.headers).map(name => [name, STARS]))
      return {
        ...opener,
        headers,
        url: hideUrl(opener.url, whole),
        body: whole || opener.body === undefined ? opener.body : STARS,
      }
    }
    case 'mqtt':
      return { ...opener, url: hideUrl(opener.url, whole), payload: whole ? opener.payload : STARS }
    case 'command':
      return { ...opener, argv: opener.argv.map((part, i) => (i === 0 ? part : STARS)) }
  }
}

/**
 * With what the stars in it stand for.
 * @param before what the door was opened by. @throws RostroError request_invalid where that is not known, or would go to another machine
 */
export function restoreSecrets(given: DoorOpenerSettings, before: DoorOpenerSettings | undefined): DoorOpenerSettings {
  if (given.kind === 'none') return given
  const same = before?.kind === given.kind ? before : undefined
  if (given.kind === 'command') {
    const kept = same?.kind === 'command' && same.argv[0] === given.argv[0] ? same.argv : []
    return { ...given, argv: given.argv.map((part, i) => restore(part, kept[i])) }
  }
  const from = same && same.kind !== 'command' && isSafeAt(given.url, same.url) ? same : undefined
  const url = restoreUrl(given.url, from?.url)
  if (given.kind === 'mqtt') return { ...given, url }
  const kept = from?.kind === 'http' ? from.headers : {}
  const headers = Object.entries(given.headers).map(([name, value]) => [name, restore(value, kept[name])] as const)
  return { ...given, url, headers: Object.fromEntries(headers) }
}

function hideUrl(address: string, whole: boolean): string {
  const url = new URL(address)
  if (!whole) return `${url.protocol}//${url.host}/`
  if (url.password) url.password = STARS
  return url.href
}

function restoreUrl(address: string, before: string | undefined): string {
  const url = new URL(address)
  if (url.password !== STARS) return address
  url.password = restore(STARS, before === undefined ? undefined : new URL(before).password)
  return url.href
}

function restore(part: string, before: string | undefined): string {
  if (part !== STARS) return part
  if (before) return before
  throw new RostroError('request_invalid', `${STARS} stands for a password that is not known there; give it again.`)
}

/** The same machine and port, and as well encrypted: a password goes nowhere else because an address was changed. */
function isSafeAt(url: string, before: string): boolean {
  const [to, from] = [new URL(url), new URL(before)]
  return to.host === from.host && (to.protocol === from.protocol || to.protocol === 'mqtts:' || to.protocol === 'https:')
}
