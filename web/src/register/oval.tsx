// The oval a face belongs into, and around it an arc for each view, thick and green once taken.

import type { Pose } from '../../../src/client.ts'

export interface OvalProps {
  /** Width by height of the picture. */
  readonly ratio: number
  readonly taken: readonly Pose[]
  readonly isMirrored: boolean
  readonly isGood: boolean
}

/** Degrees clockwise from the right, as the person sees it in a mirror: the left cheek is at the left. */
const ARCS = { right: [-38, 38], down: [52, 128], left: [142, 218], up: [232, 308] } as const
const GAP = 4

export function Oval({ ratio, taken, isMirrored, isGood }: OvalProps) {
  const width = 100 * ratio
  const ry = Math.min(33, (0.4 * width) / 0.76)
  const rx = ry * 0.76
  const [cx, cy] = [width / 2, 57]
  const point = (degrees: number) => {
    const angle = (degrees * Math.PI) / 180
    const x = cx + (rx + GAP) * Math.cos(angle) * (isMirrored ? 1 : -1)
    return `${x.toFixed(2)} ${(cy + (ry + GAP) * Math.sin(angle)).toFixed(2)}`
  }
  const isTaken = (pose: Pose) => taken.includes(pose) || undefined
  return (
    <svg className="oval" viewBox={`0 0 ${width} 100`} data-good={isGood || undefined} aria-hidden>
      <path
        className="oval-shade"
        fillRule="evenodd"
        d={`M0 0H${width}V100H0Z M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`}
      />
      <ellipse className="oval-line" cx={cx} cy={cy} rx={rx} ry={ry} data-taken={isTaken('front')} />
      {Object.entries(ARCS).map(([pose, [from, to]]) => (
        <path
          key={pose}
          className="oval-arc"
          data-taken={isTaken(pose as Pose)}
          d={`M${point(from)}A${rx + GAP} ${ry + GAP} 0 0 ${isMirrored ? 1 : 0} ${point(to)}`}
        />
      ))}
    </svg>
  )
}
