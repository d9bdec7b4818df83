// Which faces photos show and where, as somebody labelled them: what is in the file, not what is in the photos.

import { z } from 'zod'
import { RostroError } from '../core/errors.ts'
import type { Box } from '../core/types.ts'

export interface LabelledPhoto {
  /** As the file names it. */
  readonly image: string
  readonly faces: readonly { readonly box: Box; readonly invalid: boolean }[]
}

const Line = z.object({
  image: z.string().min(1),
  faces: z.array(
    z.object({
      /** x, y, width, height in pixels. */
      box: z.tuple([z.number(), z.number(), z.number().nonnegative(), z.number().nonnegative()]),
      /** 1: too poor to be asked for; finding it is no mistake either. */
      invalid: z.union([z.literal(0), z.literal(1), z.boolean()]).optional(),
    }),
  ),
})

/**
 * One photo a line: `{"image":"a.jpg","faces":[{"box":[x,y,width,height],"invalid":0}]}`; more keys may be there (WIDER FACE).
 * @param where the file, for messages
 * @throws RostroError usage_invalid naming the line and what is wrong with it
 */
export function parseBoxes(text: string, where: string): LabelledPhoto[] {
  const photos = text.split(/\r?\n/).flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, `${where} line ${i + 1}`)]))
  if (photos.every(({ faces }) => faces.every(f => f.invalid)))
    throw new RostroError('usage_invalid', `${where} labels no face that counts.`)
  return photos
}

function parseLine(line: string, where: string): LabelledPhoto {
  const parsed = Line.safeParse(tryJson(line, where))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new RostroError(
      'usage_invalid',
      `${where}: ${issue && issue.path.length > 0 ? issue.path.join('.') : 'the line'}: ${issue?.message ?? 'is wrong'}`,
    )
  }
  const { image, faces } = parsed.data
  const toBox = ([x, y, width, height]: readonly [number, number, number, number]) => ({ x, y, width, height })
  return { image, faces: faces.map(({ box, invalid }) => ({ box: toBox(box), invalid: Boolean(invalid) })) }
}

function tryJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new RostroError('usage_invalid', `${where} is not JSON: ${line.slice(0, 80)}`, { cause })
  }
}
