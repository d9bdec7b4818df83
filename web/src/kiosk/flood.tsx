// Lights the face: the whole screen in one colour after the other, from the moment their nonce is first seen.

import { useEffect, useState } from 'react'
import { colourAt, type Colour, type Colours } from './colour-plan.ts'

/** To be keyed by the nonce, so that a new one begins anew. */
export function Flood({ colours: { sequence, colourMs } }: { readonly colours: Colours }) {
  const [colour, setColour] = useState<Colour | undefined>(sequence[0])
  useEffect(() => {
    const startedAt = performance.now()
    let drawing = requestAnimationFrame(function next() {
      const due = colourAt({ sequence, colourMs }, performance.now() - startedAt)
      setColour(due)
      if (due) drawing = requestAnimationFrame(next)
    })
    return () => {
      cancelAnimationFrame(drawing)
    }
    // Each view brings an equal sequence as another object; the key says when it is another one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return colour ? <div className="flood" data-colour={colour} aria-hidden /> : null
}
