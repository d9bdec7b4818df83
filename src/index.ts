// The public library surface: register people, recognise them in photos, clips and cameras.

export {
  openRecognizer,
  type OpenedRecognizer,
  type PhotoInput,
  type RecognizeOptions,
  type Registration,
} from './app/open-recognizer.ts'
export type { RostroOptions } from './app/open-rostro.ts'
export type { RecognitionLine } from './app/recognition-line.ts'
export type { PhotoVerdict } from './app/register.ts'
export { RostroError, type ErrorCode, type ErrorKind } from './core/errors.ts'
export type { Frame, PersonSummary, Source } from './core/ports.ts'
export type * from './core/types.ts'
export { DEVICES, type Device } from './models/session.ts'
export { RULES, type Rule } from './recognition/evidence.ts'
export type { PhotoFace } from './recognition/recognize-photo.ts'
export { openSource, type SourceOptions } from './video/open-source.ts'
export { createPushSource, type PushSource } from './video/push-source.ts'
