// Cameras of the server: added by an administrator, shown without their passwords.

import { checkCameraAddress } from '../../app/engine/camera-address.ts'
import { listCameras } from '../../video/cameras.ts'
import { redactUrl } from '../../video/redact-url.ts'
import { RostroError } from '../../core/errors.ts'
import type { KeptCamera } from '../../core/records.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function cameraHandlers({ store, engine, cameras, share, live }: ServerParts): HandlersOf<'Cameras'> {
  const find = async (cameraId: string): Promise<KeptCamera> => {
    const found = (await store.cameras.list()).find(({ id }) => id === cameraId)
    if (!found) throw new RostroError('camera_not_found', 'There is no such camera; it may have been removed.')
    return found
  }

  return {
    'GET /cameras': async () => (await store.cameras.list()).map(camera => cameras.toJson(camera)),

    async 'POST /cameras'({ body }) {
      await checkCameraAddress(body.address)
      const camera = await store.cameras.add({ ...body, settings: JSON.stringify(body.settings) })
      await share.follow()
      return cameras.toJson(camera)
    },

    'GET /cameras/devices': async () => (await listCameras()).map(({ id, name }) => ({ address: `camera:${id}`, name })),

    async 'POST /cameras/test'({ body }) {
      await checkCameraAddress(body.address)
      const probe = await engine.probeCamera(body.address)
      if (!probe.ok) return probe
      const { width, height, framesPerSecond, jpeg } = probe
      const picture = Buffer.from(jpeg).toString('base64')
      return { ok: true, width, height, framesPerSecond: framesPerSecond ?? null, picture }
    },

    'GET /cameras/:cameraId': async ({ params }) => cameras.toJson(await find(params.cameraId)),

    async 'PATCH /cameras/:cameraId'({ params, body }) {
      const before = await find(params.cameraId)
      const { name, enabled, settings } = body
      // The page sends back what it was shown: an address without its password that did not change keeps it.
      const address = body.address === redactUrl(before.address) ? undefined : body.address
      if (address !== undefined) await checkCameraAddress(address)
      const camera = await store.cameras.change(before.id, {
        ...(name !== undefined && { name }),
        ...(address !== undefined && { address }),
        ...(enabled !== undefined && { enabled }),
        ...(settings && { settings: JSON.stringify(settings) }),
      })
      await share.follow()
      return cameras.toJson(camera)
    },

    async 'DELETE /cameras/:cameraId'({ params }) {
      await store.cameras.delete(params.cameraId)
      await share.follow()
      return undefined
    },

    async 'GET /cameras/:cameraId/picture'({ params }) {
      await find(params.cameraId)
      return engine.cameraPicture(params.cameraId)
    },

    async 'GET /streams'() {
      const watched = (await store.cameras.list()).flatMap(({ id, name }) => {
        const health = cameras.healthOf(id)
        return health
          ? [
              {
                id,
                name,
                kind: 'camera' as const,
                framesPerSecond: health.framesPerSecond,
                faces: health.faces,
                viewers: live.viewers(id),
              },
            ]
          : []
      })
      return [...watched, ...live.browsers().map(browser => ({ ...browser, kind: 'browser' as const, viewers: 0 }))]
    },
  }
}
