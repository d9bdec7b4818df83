// Single pictures: who is in one, and whether two show one person. Nothing is kept.

import { RostroError } from '../../core/errors.ts'
import { meanReference, similarity } from '../../core/template.ts'
import type { Image, Template } from '../../core/types.ts'
import { pick } from '../../recognition/enrolment.ts'
import { findFaces } from '../../recognition/find-faces.ts'
import { recognizePhoto } from '../../recognition/recognize-photo.ts'
import { LIVE_FRAME } from '../../video/jpeg-frame.ts'
import { decodePhoto } from '../../video/photos.ts'
import type { Engine } from './engine.ts'
import type { Vision } from './vision.ts'

/** Of an uploaded picture; pixels are counted in its header. */
export const UPLOAD = { maxBytes: 20_000_000, maxPixels: 50_000_000 } as const

export const decodeUpload = async (picture: Uint8Array): Promise<Image> =>
  (await decodePhoto(picture, { ...UPLOAD, name: 'The picture' })).image

/** A frame that is looked at whole: no larger than live frames are. */
export async function decodeLive(picture: Uint8Array): Promise<Image> {
  const { maxBytes, maxSide } = LIVE_FRAME
  return (await decodePhoto(picture, { maxBytes, maxPixels: maxSide * maxSide, name: 'The frame' })).image
}

export function createPictures(vision: Vision): Pick<Engine, 'recognize' | 'verify'> {
  const { networks, gallery, store } = vision.rostro

  /** The template of the one usable face, or why there is none. */
  async function probe(picture: Uint8Array): Promise<Template | string> {
    const picked = pick(await findFaces(await decodeUpload(picture), networks))
    return picked.face ? picked.face.template : picked.reason
  }

  async function enrolled(personId: string): Promise<Template | string> {
    const person = await store.findPerson(personId)
    if (person?.id !== personId) throw new RostroError('person_not_found', `There is nobody with the id ${personId}.`)
    const references = await store.references({ personId, space: networks.embedder.space })
    return meanReference(references, networks.embedder.space) ?? 'not_comparable'
  }

  return {
    recognize: (picture, settings) =>
      vision.turns.run(async () => {
        const image = await decodeUpload(picture)
        const faces = await recognizePhoto(image, networks, gallery, vision.decision(settings))
        return {
          width: image.width,
          height: image.height,
          faces: faces.map(({ detection, decision, quality, reasons }) => ({ box: detection.box, quality, reasons, decision })),
        }
      }),

    verify: (first, second, threshold) =>
      vision.turns.run(async () => {
        const limit = threshold ?? gallery.threshold
        const none = (reason: string) => ({ similarity: undefined, threshold: limit, reason })
        const one = await probe(first)
        if (typeof one === 'string') return none(`image: ${one}`)
        const [name, other] =
          second instanceof Uint8Array ? ['other', await probe(second)] : ['person', await enrolled(second.personId)]
        if (typeof other === 'string') return none(`${name}: ${other}`)
        return { similarity: similarity(one, other), threshold: limit, reason: undefined }
      }),
  }
}
