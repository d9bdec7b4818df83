// Headers every answer carries: what the page may load, who may frame it, what is cached. No version anywhere.

const CSP = {
  'default-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'form-action': "'self'",
}

const written = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

/** Swagger UI writes style attributes; scripts stay ours. */
export const referencePolicy = (): string => written({ ...CSP, 'style-src': "'self' 'unsafe-inline'" })

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': written(CSP),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** A year: two, as browsers' lists ask, would outlive an operator's mind. */
export const STRICT_TRANSPORT = 'max-age=31536000'
