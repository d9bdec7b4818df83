// The moving picture of this device's camera, like a mirror where the camera faces its user. Tells the picture's shape.

import type { RefObject } from 'react'

export interface CameraVideoProps {
  readonly ref: RefObject<HTMLVideoElement | null>
  readonly label: string
  readonly isMirrored: boolean
  /** Hears width by height as soon as it is known, and when it changes. */
  readonly onRatio: (ratio: number) => void
}

export const CameraVideo = ({ ref, label, isMirrored, onRatio }: CameraVideoProps) => (
  <video
    ref={ref}
    autoPlay
    playsInline
    muted
    data-mirrored={isMirrored || undefined}
    aria-label={label}
    onResize={({ currentTarget: { videoWidth, videoHeight } }) => {
      if (videoWidth > 0) onRatio(videoWidth / videoHeight)
    }}
  />
)
