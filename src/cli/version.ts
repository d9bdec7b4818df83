// The version of the package this file is part of.

import { readFileSync } from 'node:fs'

export const packageVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
