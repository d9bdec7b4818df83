// A picture whose place is reserved before it comes; a person's initials stand there when there is none.

import { useState } from 'react'

export interface PhotoProps {
  /** Undefined or null: no picture. */
  readonly src: string | null | undefined
  /** What it shows, or empty where a name stands next to it. */
  readonly alt: string
  /** Pixels, or the width of whatever it stands in. */
  readonly size: number | 'fill'
  readonly isRound?: boolean
  /** Whose initials stand in. */
  readonly name?: string
}

const initials = (name: string): string => {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map(word => String.fromCodePoint(word?.codePointAt(0) ?? 32))
    .join('')
    .toLocaleUpperCase()
}

export function Photo({ src, alt, size, isRound = false, name = '' }: PhotoProps) {
  const [failed, setFailed] = useState<string>()
  const isShown = src !== undefined && src !== null && src !== failed
  return (
    <span
      className="photo"
      data-round={isRound || undefined}
      data-fill={size === 'fill' || undefined}
      style={size === 'fill' ? undefined : { width: size, height: size, fontSize: Math.max(12, size * 0.32) }}
      {...(!isShown && alt !== '' && { role: 'img', 'aria-label': alt })}
    >
      <span aria-hidden>{initials(name)}</span>
      {isShown && (
        <img
          src={src}
          alt={alt}
          {...(size !== 'fill' && { width: size, height: size })}
          loading="lazy"
          decoding="async"
          onError={() => {
            setFailed(src)
          }}
        />
      )}
    </span>
  )
}
