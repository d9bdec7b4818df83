// The square that shows the smallest face looked at: pixels of the frame against the size the picture is shown in.

/** As in the contract; a face smaller than a few pixels is nobody's. */
export const MOST_PX = 4000

/** Side of the square as a share of the picture's height. */
export const toShare = (px: number, frameHeight: number): number => (frameHeight > 0 ? px / frameHeight : 0)

/** What dragging the corner by `dy` shown pixels makes of it; whole pixels of the frame, never more than the frame. */
export function resized(px: number, dy: number, shownHeight: number, frameHeight: number): number {
  const scale = shownHeight > 0 ? frameHeight / shownHeight : 1
  return clampPx(px + dy * scale, frameHeight)
}

export const clampPx = (px: number, frameHeight: number): number =>
  Math.round(Math.min(Math.min(MOST_PX, frameHeight), Math.max(0, px)))
