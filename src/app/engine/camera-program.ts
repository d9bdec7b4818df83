// Whether a camera plugged into the server is none, but a program that pretends to be one.

import { isVirtualCamera } from '../../recognition/virtual-camera.ts'
import { findCamera, listCameras } from '../../video/cameras.ts'
import { parseAddress } from '../../video/parse-address.ts'

/** By its name, which can only count against it. Of a camera in the network nothing is known. */
export async function isProgram(address: string): Promise<boolean> {
  const parsed = parseAddress(address)
  if (parsed.kind !== 'camera') return false
  const id = await findCamera(parsed.camera)
  const device = (await listCameras()).find(camera => camera.id === id)
  return isVirtualCamera(`${parsed.camera} ${device?.name ?? ''}`)
}
