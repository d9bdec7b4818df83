// From a kept picture of a face to its template by the networks of another pack; knows no store.

import { centre } from '../core/geometry/box.ts'
import type { Networks } from '../core/ports.ts'
import { messageOf } from '../core/errors.ts'
import type { Template } from '../core/types.ts'
import { isFace, type Face } from '../recognition/examine.ts'
import { findFaces } from '../recognition/find-faces.ts'
import { decodePhoto } from '../video/photos.ts'

export interface EmbeddedCrop {
  readonly template: Template
  /** 0–100, as these networks judge it. */
  readonly quality: number
}

/** Of the picture's side: how far from the middle the centre of the face it was made of can be. */
const MAX_OFF_CENTRE = 0.25

/**
 * The face a crop was made of: the one in its middle, for other faces may look in from the sides.
 * @returns why there is none, in words, when the picture cannot be read or these networks find no face there
 */
export async function embedCrop(crop: Uint8Array, networks: Networks): Promise<EmbeddedCrop | string> {
  const decoded = await decodePhoto(crop, { name: 'The kept picture' }).catch(messageOf)
  if (typeof decoded === 'string') return decoded
  const { image } = decoded
  // Poor ones too: somebody found this face good enough once, and its quality says how much it counts.
  const faces = (await findFaces(image, networks, 'near', { embedAll: true })).filter(isFace)
  const offCentre = ({ detection }: Face) => {
    const { x, y } = centre(detection.box)
    return Math.hypot(x / image.width - 0.5, y / image.height - 0.5)
  }
  const middle = faces.sort((a, b) => offCentre(a) - offCentre(b))[0]
  if (!middle || offCentre(middle) > MAX_OFF_CENTRE) return 'no face is found in it'
  return { template: middle.template, quality: middle.quality.value }
}
