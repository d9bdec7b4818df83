// What a failure looks like over HTTP: one status for each code, one envelope, and nothing about the inside of the server.

import { RostroError, type ErrorCode } from '../core/errors.ts'

export const HTTP_STATUS = {
  usage_invalid: 400,
  request_invalid: 400,
  name_invalid: 422,
  name_taken: 409,
  person_not_found: 404,
  file_not_found: 422,
  file_not_writable: 507,
  image_unreadable: 422,
  image_too_large: 413,
  image_format_unsupported: 415,
  nothing_enrolled: 422,
  already_enrolled: 409,
  export_invalid: 422,
  backup_invalid: 422,
  address_refused: 422,
  binding_refused: 500,
  consent_missing: 422,
  event_not_found: 404,
  camera_not_found: 404,
  reference_not_found: 404,
  account_not_found: 404,
  key_not_found: 404,
  enrolment_not_found: 404,
  route_not_found: 404,
  last_reference: 409,
  last_admin: 409,
  shot_not_kept: 409,
  visit_not_found: 404,
  visitor_not_found: 404,
  change_not_found: 404,
  change_overtaken: 409,
  group_not_found: 404,
  rule_not_found: 404,
  target_not_found: 404,
  door_not_found: 404,
  factor_not_found: 404,
  upload_too_large: 413,
  too_many_requests: 429,
  unauthenticated: 401,
  sign_in_failed: 401,
  too_many_attempts: 429,
  forbidden: 403,
  origin_refused: 403,
  host_refused: 421,
  setup_invalid: 401,
  setup_done: 409,
  server_running: 409,
  store_unavailable: 503,
  store_busy: 503,
  store_full: 507,
  store_corrupt: 503,
  store_newer: 503,
  store_moved: 503,
  store_occupied: 409,
  store_sealed: 503,
  search_unavailable: 503,
  pack_unknown: 404,
  pack_invalid: 500,
  pack_busy: 503,
  pack_in_use: 409,
  model_missing: 503,
  model_corrupt: 503,
  model_incompatible: 503,
  download_failed: 502,
  device_unavailable: 503,
  source_unsupported: 422,
  source_unavailable: 503,
  decoder_missing: 503,
} as const satisfies Record<ErrorCode, number>

/** A refusal that passes: the answer says after how many seconds to come again. */
export class RetryLater extends RostroError {
  readonly seconds: number

  constructor(code: 'too_many_requests' | 'too_many_attempts', message: string, seconds: number) {
    super(code, message)
    this.seconds = Math.max(1, Math.ceil(seconds))
  }
}

export interface Failure {
  readonly status: number
  readonly body: { readonly error: { readonly code: string; readonly message: string; readonly requestId: string } }
  readonly headers: Readonly<Record<string, string>>
}

const UNEXPECTED = 'Something went wrong that Rostro did not expect; its log says more under this request id.'

/** Sentences of kind storage and model name files and hosts of the server: the code says enough. */
const DISCREET: Partial<Record<RostroError['kind'], string>> = {
  storage: 'The store cannot be used at the moment; the log of the server says why.',
  model: 'The networks cannot be used at the moment; the log of the server says why.',
}

/** @param trusted whether whoever asks signed in: only they hear sentences that name files of the server */
export function toFailure(error: unknown, requestId: string, trusted: boolean): Failure {
  if (!(error instanceof RostroError))
    return { status: 500, body: { error: { code: 'unexpected', message: UNEXPECTED, requestId } }, headers: {} }
  const status = HTTP_STATUS[error.code]
  const message = (trusted ? undefined : DISCREET[error.kind]) ?? error.message
  return { status, body: { error: { code: error.code, message, requestId } }, headers: headersOf(error, status) }
}

function headersOf(error: RostroError, status: number): Record<string, string> {
  if (error instanceof RetryLater) return { 'retry-after': String(error.seconds) }
  if (status === 401) return { 'www-authenticate': 'Bearer' }
  return status === 503 || status === 429 ? { 'retry-after': '5' } : {}
}
