// Lights the face: the whole screen in one colour after the other, from the moment their nonce is first seen.

import { useEffect, useState } from 'react'
import { colourAt, type Colour, type Colours } from './colour-plan.ts'

/** To be keyed by the nonce, so that a new one begins anew. */
export function Flood({ colours }: { readonly colours: Colours }) {
  // Each view brings an equal sequence as another object: the first one is gone by.
  const [plan] = useState(colours)
  const [colour, setColour] = useState<Colour | undefined>(plan.sequence[0])
  useEffect(() => {
    const startedAt = performance.now()
    let drawing = requestAnimationFrame(function next() {
      const due = colourAt(plan, performance.now() - startedAt)
      setColour(due)
      if (due) drawing = requestAnimationFrame(next)
    })
    return () => {
      cancelAnimationFrame(drawing)
    }
  }, [plan])
  return colour ? <div className="flood" data-colour={colour} aria-hidden /> : null
}
