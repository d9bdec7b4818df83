// Plain sentences for what the code calls reasons and states.

import type { RefusalReason } from '../recognition/enrolment.ts'
import type { SourceStatus } from '../video/source-status.ts'

/** What to do so that the next photo is kept. */
export const HINTS: Readonly<Record<RefusalReason, string>> = {
  no_face: 'no face: step in front of the camera',
  several_faces: 'several faces: only one person at a time',
  someone_else: 'this is not the person of the photos before',
  same_photo: 'all but the same as a photo before: turn your head a little',
  too_small: 'too small: come closer',
  turned: 'turned away: look at the camera',
  blurred: 'blurred: hold still',
  dark: 'too dark: more light, please',
  overexposed: 'too bright: less light, please',
  cut_off: 'cut off: move to the middle',
  unclear: 'hard to see: face the camera, nothing before the face',
}

/** Why a photo that was given is not kept. */
export const PHOTO_FAULTS: Readonly<Record<RefusalReason, string>> = {
  no_face: 'no face is found in it',
  several_faces: 'it shows several faces: give one of this person alone, or cut it out',
  someone_else: 'it does not look like the person of the photos before',
  same_photo: 'it is all but the same as a photo before and adds nothing',
  too_small: 'the face is too small: give one from closer by',
  turned: 'the face is turned away: give one that looks at the camera',
  blurred: 'the face is blurred',
  dark: 'the face is too dark',
  overexposed: 'the face is too bright',
  cut_off: 'the face is cut off at the edge',
  unclear: 'the face is hard to see: something is before it, or it is turned away',
}

export function statusSentence({ sourceId, state, reason, retryInMs }: SourceStatus): string {
  const because = reason ? ` (${reason})` : ''
  const again = retryInMs === undefined ? '' : ` Trying again in ${Math.ceil(retryInMs / 1000)} s.`
  switch (state) {
    case 'online':
      return `${sourceId} is back.`
    case 'stalled':
      return `${sourceId} stopped sending${because}.${again}`
    case 'reconnecting':
      return `${sourceId} is lost${because}.${again}`
    case 'offline':
      return `${sourceId} cannot be reached${because}.${again}`
    case 'software':
      return `${sourceId} is decoded by the CPU${because}.`
    case 'damaged':
      // A photo of a folder is named by its own sentence.
      return reason?.endsWith('.') ? `Skipped: ${reason}` : `${sourceId} is damaged${because}; what can be read of it is used.`
  }
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
