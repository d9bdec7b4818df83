// Every way Rostro can fail, as one table: a code says what happened, its kind says whose turn it is.

/** Code → kind. Exit codes (cli) and HTTP statuses (server) are further tables over the kinds. */
export const ERRORS = {
  usage_invalid: 'usage',
  name_invalid: 'usage',
  name_taken: 'input',
  person_not_found: 'input',
  file_not_found: 'input',
  file_not_writable: 'input',
  image_unreadable: 'input',
  image_too_large: 'input',
  image_format_unsupported: 'input',
  nothing_enrolled: 'input',
  already_enrolled: 'input',
  export_invalid: 'input',
  backup_invalid: 'input',
  request_invalid: 'usage',
  address_refused: 'usage',
  binding_refused: 'usage',
  consent_missing: 'usage',
  event_not_found: 'input',
  camera_not_found: 'input',
  reference_not_found: 'input',
  account_not_found: 'input',
  key_not_found: 'input',
  enrolment_not_found: 'input',
  route_not_found: 'input',
  last_reference: 'input',
  last_admin: 'input',
  shot_not_kept: 'input',
  visit_not_found: 'input',
  visitor_not_found: 'input',
  change_not_found: 'input',
  change_overtaken: 'input',
  group_not_found: 'input',
  rule_not_found: 'input',
  target_not_found: 'input',
  door_not_found: 'input',
  factor_not_found: 'input',
  upload_too_large: 'input',
  too_many_requests: 'input',
  unauthenticated: 'auth',
  sign_in_failed: 'auth',
  too_many_attempts: 'auth',
  forbidden: 'auth',
  origin_refused: 'auth',
  host_refused: 'auth',
  setup_invalid: 'auth',
  setup_done: 'auth',
  server_running: 'storage',
  store_unavailable: 'storage',
  store_busy: 'storage',
  store_full: 'storage',
  store_corrupt: 'storage',
  store_newer: 'storage',
  store_moved: 'storage',
  store_occupied: 'storage',
  store_sealed: 'storage',
  search_unavailable: 'storage',
  pack_unknown: 'model',
  pack_invalid: 'model',
  pack_busy: 'model',
  pack_in_use: 'model',
  model_missing: 'model',
  model_corrupt: 'model',
  model_incompatible: 'model',
  download_failed: 'model',
  device_unavailable: 'model',
  source_unsupported: 'source',
  source_unavailable: 'source',
  decoder_missing: 'source',
} as const

export type ErrorCode = keyof typeof ERRORS
export type ErrorKind = (typeof ERRORS)[ErrorCode]

/** A failure with a code and one sentence: what failed, with which value, and what to do about it. */
export class RostroError extends Error {
  override readonly name = 'RostroError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  get kind(): ErrorKind {
    return ERRORS[this.code]
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
