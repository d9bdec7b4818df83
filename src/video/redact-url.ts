// Takes what may be secret out of an address, so that it can be shown, logged and used as an id.

/** Names under which cameras take credentials in an address. */
const SECRET = /pass|pwd|psw|pw$|token|key|auth|secret|user|usr|login|sig|session|cred/i

/**
 * The address without user name, password and anything that may be a token: of the query only numbers of one or two
 * digits under harmless names stay (`channel=1`). A plain file path comes back as it is.
 */
export function redactUrl(address: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(address) ?? []
  if (!scheme && !/^[^/\s]*:.*@/s.test(rest)) return address
  // Passwords hold unescaped @, / and ? in practice: all before the last @ is taken for the user's part.
  const at = rest.lastIndexOf('@')
  const [path = '', ...queries] = rest
    .slice(at + 1)
    .split('#', 1)[0]!
    .split('?')
  const query = queries.join('?')
  return `${scheme}${at < 0 ? '' : '***@'}${redactPath(path)}${query && `?${query.split('&').map(redactPair).join('&')}`}`
}

/** `user=admin_password=1234`, and long random words such as UniFi's stream keys. */
const redactPath = (path: string): string =>
  path
    .replaceAll(/((?:pass|pwd|psw|token|key|auth|user|login)[a-z]*)=[^/&;]*/gi, '$1=***')
    .replaceAll(/(?<=\/)(?=[^/]*[a-z])(?=[^/]*[A-Z])(?=[^/]*\d)[A-Za-z0-9]{12,}(?=\/|$)/g, '***')

function redactPair(pair: string): string {
  const cut = pair.indexOf('=')
  if (cut < 0) return '***'
  const [name, value] = [pair.slice(0, cut), pair.slice(cut + 1)]
  return `${name}=${/^\d{1,2}$/.test(value) && !SECRET.test(name) ? value : '***'}`
}
