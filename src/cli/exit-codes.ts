// What the shell is told: one exit code for each kind of failure.

import type { ErrorKind } from '../core/errors.ts'

export const EXIT_CODES = { usage: 2, input: 3, storage: 4, model: 5, source: 6, auth: 7 } as const satisfies Record<
  ErrorKind,
  number
>

/** Something Rostro did not expect; `--debug` shows where. */
export const UNEXPECTED = 1

/** Ctrl-C or SIGTERM, as shells count it (128 + SIGINT). */
export const INTERRUPTED = 130
