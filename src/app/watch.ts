// A source watched with the networks and people of a Rostro: one result a frame, whether it moves or is a stack of photos.

import type { Frame, Networks, Source } from '../core/ports.ts'
import type { Decision, Track } from '../core/types.ts'
import { recognizePhoto } from '../recognition/recognize-photo.ts'
import { Recognizer, type RecognizerSettings } from '../recognition/recognizer.ts'
import type { FrameResult, RecognitionEvent } from '../recognition/recognized.ts'
import type { Rostro } from './open-rostro.ts'

export interface Watched {
  /** Closed when the next one is asked for. Undefined at the end, when everybody still there leaves. */
  readonly frame: Frame | undefined
  readonly result: FrameResult
}

/** @throws what the source and the networks throw. */
export async function* watch(
  rostro: Pick<Rostro, 'gallery'> & { readonly networks: Networks },
  source: Source,
  settings: RecognizerSettings,
  signal?: AbortSignal,
): AsyncGenerator<Watched, void, void> {
  const { networks, gallery } = rostro
  const recognizer = new Recognizer(networks, settings)
  let photos = 0
  let atMs = 0
  for await (const frame of source.frames(signal)) {
    try {
      atMs = frame.atMs
      if (source.stills) {
        const faces = await recognizePhoto(await frame.image(), networks, gallery, settings)
        yield { frame, result: stillResult(faces, atMs, photos) }
        photos += faces.length
      } else {
        yield { frame, result: await recognizer.process(frame, gallery) }
      }
    } finally {
      frame.close()
    }
  }
  yield { frame: undefined, result: { atMs, faces: [], events: recognizer.end(atMs) } }
}

/** Each face of a photo as a track of one frame, numbered on through all photos. */
function stillResult(
  faces: readonly { detection: { box: Track['box'] }; decision: Decision }[],
  atMs: number,
  before: number,
): FrameResult {
  const recognized = faces.map(({ detection, decision }, i) => ({
    track: { id: before + i + 1, state: 'confirmed' as const, box: detection.box, firstSeenAtMs: atMs, lastSeenAtMs: atMs },
    decision,
    frames: 1,
  }))
  const events = recognized.map(({ track, decision }): RecognitionEvent => ({ type: 'decided', atMs, track, decision }))
  return { atMs, faces: recognized, events }
}
