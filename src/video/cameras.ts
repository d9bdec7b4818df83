// Which cameras this machine has, and which one a user means.

import { readdir, readFile } from 'node:fs/promises'
import { RostroError } from '../core/errors.ts'
import { camerasFromNodeAv } from './node-av/cameras.ts'

export interface CameraDevice {
  /** What the driver calls it; `camera:ID` opens it. */
  readonly id: string
  /** For human eyes. */
  readonly name: string
}

/** Empty where there is no camera, or no way to ask. */
export async function listCameras(platform: NodeJS.Platform = process.platform): Promise<CameraDevice[]> {
  if (platform === 'linux') return linuxCameras()
  const cameras = await camerasFromNodeAv().catch(() => [])
  // AVFoundation opens by the name people read, DirectShow by its own.
  return platform === 'darwin' ? cameras.map(({ name }) => ({ id: name, name })) : cameras
}

/** Video4Linux gives a camera several nodes; the one with index 0 has the pictures. */
async function linuxCameras(): Promise<CameraDevice[]> {
  const nodes = (await readdir('/dev').catch(() => [])).filter(name => /^video\d+$/.test(name))
  nodes.sort(new Intl.Collator('en', { numeric: true }).compare)
  const read = (node: string, file: string) =>
    readFile(`/sys/class/video4linux/${node}/${file}`, 'utf8').then(
      text => text.trim(),
      () => '',
    )
  const cameras = await Promise.all(
    nodes.map(async node => ({ id: `/dev/${node}`, name: (await read(node, 'name')) || node, index: await read(node, 'index') })),
  )
  return cameras.filter(({ index }) => index === '0' || index === '').map(({ id, name }) => ({ id, name }))
}

/**
 * The driver's name for a camera given by number, id or name.
 * @throws RostroError source_unavailable, naming the cameras there are
 */
export async function findCamera(camera: string, platform: NodeJS.Platform = process.platform): Promise<string> {
  if (camera.startsWith('/dev/')) return camera
  if (/^\d+$/.test(camera) && platform === 'linux') return `/dev/video${camera}`
  if (/^\d+$/.test(camera) && platform === 'darwin') return camera
  const cameras = await listCameras(platform)
  const wanted = camera.toLowerCase()
  const found = /^\d+$/.test(camera)
    ? cameras[Number(camera)]
    : (cameras.find(({ id, name }) => id === camera || name.toLowerCase() === wanted) ??
      cameras.find(({ name }) => name.toLowerCase().includes(wanted)))
  if (found) return found.id
  const known = cameras.map(({ name }, index) => `${index} "${name}"`).join(', ')
  throw new RostroError(
    'source_unavailable',
    `There is no camera "${camera}": ${known ? `this machine has ${known}` : 'no camera was found on this machine'}.`,
  )
}
