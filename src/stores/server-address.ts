// The address of a database server as people write it: parsed, and shown without its password.

import { RostroError } from '../core/errors.ts'

/** @throws RostroError usage_invalid, which does not repeat the address: a password may be in it */
export function parseServerAddress(address: string): URL {
  if (URL.canParse(address)) return new URL(address)
  const sentence =
    'The address of the store cannot be read; write it as postgres://USER:PASSWORD@HOST/DATABASE, %-escaping what is special.'
  throw new RostroError('usage_invalid', sentence)
}

/** For messages: where, and nothing of who. */
export function withoutSecrets({ protocol, host, pathname, searchParams }: URL): string {
  const beside = searchParams.get('host') ?? searchParams.get('socket') ?? 'localhost'
  return `${protocol}//${host === '' ? beside : host}${pathname}`
}
