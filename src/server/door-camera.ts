// Whether a camera of the server can be the eye of a door: refused when it is set, and not when somebody stands there.

import type { Door } from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'
import type { KeptCamera } from '../core/records.ts'
import { parseAddress } from '../video/parse-address.ts'
import { cameraSettings } from './contract/cameras.ts'

type CameraEye = Extract<Door['source'], { kind: 'camera' }>

/** @throws RostroError camera_not_found, request_invalid */
export function checkCameraEye(
  { cameraId, zone }: CameraEye,
  { challenge, colours }: Pick<Door['policy'], 'challenge' | 'colours'>,
  cameras: readonly Pick<KeptCamera, 'id' | 'name' | 'address' | 'settings'>[],
): void {
  const camera = cameras.find(({ id }) => id === cameraId)
  if (!camera) throw new RostroError('camera_not_found', 'There is no such camera; choose one of those there are.')
  if (challenge === 'always' || colours === 'required')
    throw new RostroError('request_invalid', 'A door at a camera can show no challenge and no colours; ask for neither there.')
  // It shows whoever was there when it was made.
  if (parseAddress(camera.address).kind === 'path')
    throw new RostroError('request_invalid', `The camera ${camera.name} plays a file, which lets nobody in: choose another.`)
  if (zone !== undefined && !hasZone(camera, zone))
    throw new RostroError('request_invalid', `The camera ${camera.name} has no zone "${zone}": draw it first, or choose another.`)
}

function hasZone({ settings }: Pick<KeptCamera, 'settings'>, name: string): boolean {
  const kept = cameraSettings.safeParse(JSON.parse(settings))
  return kept.success && kept.data.zones.some(zone => zone.name === name)
}
