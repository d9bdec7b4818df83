// Names become addresses once, and the connection goes to an address that was looked at: no second answer can lead elsewhere.

import { lookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { messageOf, RostroError } from '../core/errors.ts'
import { isForbidden, isPrivate } from '../core/network-address.ts'

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

const resolveAll: Resolve = host =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true, verbatim: true }, (error, addresses) => {
      if (error) reject(error)
      else resolve(addresses)
    })
  })

/**
 * For `net.connect` and what is built on it. A name with one forbidden address is refused altogether.
 * The lookup fails with address_refused, source_unavailable.
 */
export function guardedLookup(allowPrivate: boolean, resolve: Resolve = resolveAll): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      addresses => {
        const refused = addresses.find(({ address }) => whyNot(address, allowPrivate))
        const [first] = addresses
        if (refused) callback(refusal(host, whyNot(refused.address, allowPrivate)!), '')
        else if (!first) callback(new RostroError('source_unavailable', `${host} has no address.`), '')
        else if (options.all) callback(null, [...addresses])
        else callback(null, first.address, first.family)
      },
      (cause: unknown) => {
        callback(new RostroError('source_unavailable', `There is no machine called ${host}: ${messageOf(cause)}.`, { cause }), '')
      },
    )
  }
}

/** What a lookup never sees: an address in place of a name. @throws RostroError address_refused */
export function checkLiteral({ hostname }: URL, allowPrivate: boolean): void {
  const host = hostOf({ hostname })
  const why = isIP(host) ? whyNot(host, allowPrivate) : undefined
  if (why) throw refusal(host, why)
}

/** Without the brackets of IPv6. */
export const hostOf = ({ hostname }: Pick<URL, 'hostname'>): string => hostname.replace(/^\[|\]$/g, '')

function whyNot(address: string, allowPrivate: boolean): string | undefined {
  if (isForbidden(address)) return 'it leads to an address where nothing of Rostro goes (link-local, multicast or unspecified)'
  if (!allowPrivate && isPrivate(address))
    return 'it leads into this network or machine; allow private addresses for this target if that is meant'
  return undefined
}

const refusal = (host: string, why: string) => new RostroError('address_refused', `${host} is not called: ${why}.`)
