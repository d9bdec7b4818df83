// Errors on their way from one thread to another, which keep their code.

import { ERRORS, messageOf, RostroError, type ErrorCode } from './errors.ts'

export interface CarriedError {
  /** Undefined for what is no RostroError: a bug. */
  readonly code: ErrorCode | undefined
  readonly message: string
}

export const toCarried = (thrown: unknown): CarriedError => ({
  code: thrown instanceof RostroError ? thrown.code : undefined,
  message: messageOf(thrown),
})

export const fromCarried = ({ code, message }: CarriedError): Error =>
  code !== undefined && code in ERRORS ? new RostroError(code, message) : new Error(message)
