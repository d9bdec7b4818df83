// Renders a line of text as an overlay, in a font that comes with the package: machines without fonts draw names too.

import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { Overlay } from '../core/image/draw.ts'

/** DejaVu Sans covers Latin, Greek, Cyrillic, Arabic and more; the machine's own fonts fill in the rest where it has them. */
const FONT = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))

/** White text, `heightPx` high from ascender to descender. */
export async function renderText(text: string, heightPx: number): Promise<Overlay> {
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="white">${escapeMarkup(text)}</span>`,
      font: 'DejaVu Sans',
      fontfile: FONT,
      rgba: true,
      dpi: Math.round(heightPx * 5),
    },
  })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const escapeMarkup = (text: string): string => text.replace(/[&<>"']/g, c => ESCAPES[c]!)
