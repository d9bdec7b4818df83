// Boxes and names drawn onto a frame, for saved clips and previews.

import { blend, drawBox, fill, type Colour, type Overlay } from '../core/image/draw.ts'
import type { Image, Outcome } from '../core/types.ts'
import type { RecognizedFace } from '../recognition/recognized.ts'
import { renderText } from '../video/text.ts'

export const OUTCOME_COLOURS: Readonly<Record<Outcome, Colour>> = {
  known: [46, 160, 67],
  unknown: [218, 126, 33],
  undecided: [128, 134, 144],
}
const MAX_LABELS = 200

export interface Annotator {
  /** Draws onto the image itself. */
  annotate(image: Image, faces: readonly RecognizedFace[]): Promise<void>
}

export function createAnnotator(): Annotator {
  const labels = new Map<string, Overlay>()

  async function labelFor(text: string, height: number): Promise<Overlay> {
    const key = `${height} ${text}`
    const label = labels.get(key) ?? (await renderText(text, height))
    if (labels.size >= MAX_LABELS) labels.clear()
    labels.set(key, label)
    return label
  }

  return {
    async annotate(image, faces) {
      const thickness = Math.max(2, Math.round(image.height / 360))
      const height = Math.max(12, Math.round(image.height / 36))
      for (const { track, decision } of faces) {
        const colour = OUTCOME_COLOURS[decision.outcome]
        drawBox(image, track.box, colour, thickness)
        const label = await labelFor(labelText(decision), height)
        const y = Math.max(0, track.box.y - label.height - 6)
        fill(image, { x: track.box.x, y, width: label.width + 8, height: label.height + 6 }, colour)
        blend(image, label, track.box.x + 4, y + 3)
      }
    },
  }
}

/** The name with its similarity, or what else is known. */
const labelText = ({ outcome, candidate }: RecognizedFace['decision']): string =>
  candidate ? `${candidate.name} ${candidate.similarity.toFixed(2)}` : outcome === 'unknown' ? 'unknown' : '…'
