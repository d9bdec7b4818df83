// This device's cameras: opening one, naming them, and saying plainly why none opens. Knows no React and no server.

export type CameraProblem = 'insecure' | 'denied' | 'none' | 'in_use' | 'lost' | 'unknown'

export interface CameraChoice {
  readonly id: string
  /** Empty until the browser was allowed to tell. */
  readonly name: string
}

/** What getUserMedia threw, as something a person can act on. */
export function cameraProblem(thrown: unknown): CameraProblem {
  const name = thrown instanceof Error ? thrown.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in_use'
  return 'unknown'
}

/** Browsers give cameras to pages of this machine and of https only. */
export const camerasAllowed = (): boolean => window.isSecureContext && 'mediaDevices' in navigator

/** Opens a camera at 720p where it can. The stream is to be stopped with `stopCamera`. */
export function openCamera(id: string | undefined): Promise<MediaStream> {
  const which = id === undefined ? { facingMode: 'user' } : { deviceId: { exact: id } }
  const video = { ...which, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
  return navigator.mediaDevices.getUserMedia({ video, audio: false })
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

export async function listCameras(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }))
}

/** People know themselves from the mirror; a camera at the back of a phone shows others. */
export const isMirrored = (stream: MediaStream): boolean => stream.getVideoTracks()[0]?.getSettings().facingMode !== 'environment'
