// The engine in this thread, on an opened Rostro: ties pictures, registrations, streams and cameras to one set of networks.

import { defaultThreads } from '../../models/session.ts'
import { encodeJpeg } from '../../video/photos.ts'
import { decidedInSince } from '../decided-in.ts'
import { embedCrop } from '../embed-crop.ts'
import { replay, sideOf } from '../replay.ts'
import { createAccesses } from './accesses.ts'
import { createCameras, type CameraOptions } from './cameras.ts'
import type { EngineListener, EngineSettings, LocalEngine } from './engine.ts'
import { createSystemClock, type EngineClock } from './engine-clock.ts'
import { createEnrolments } from './enrolments.ts'
import { FaceEvents } from './face-events.ts'
import { nearestPeople } from '../nearest-people.ts'
import { createPictures } from './pictures.ts'
import { createStreams } from './streams.ts'
import { createTurns } from './turns.ts'
import { toDecision, type OpenParts, type Vision } from './vision.ts'

export interface LocalEngineOptions {
  /** Not closed by the engine. */
  readonly rostro: OpenParts
  readonly listener: EngineListener
  readonly clock?: EngineClock
  readonly openSource?: CameraOptions['openSource']
}

const CROP_QUALITY = 88

export function createLocalEngine({
  rostro,
  listener,
  clock = createSystemClock(),
  openSource,
}: LocalEngineOptions): LocalEngine {
  let settings: EngineSettings = {}
  const vision: Vision = {
    rostro,
    clock,
    // While threads compute for some, another is decoded.
    turns: createTurns(defaultThreads() + 1),
    decision: (own = {}) => toDecision({ rule: settings.rule, minMargin: settings.minMargin }, own),
    liveness: ({ live }) => (live ? (settings.liveness ?? 'refuse') : 'off'),
  }
  const eventsOf = (source: { readonly id: string; readonly name: string }) =>
    new FaceEvents({
      source,
      now: () => clock.now(),
      encodeCrop: image => encodeJpeg(image, CROP_QUALITY),
      save: (event, shot, pooled) => {
        listener.onEvent(event, shot, pooled)
      },
    })
  const pictures = createPictures(vision)
  const enrolments = createEnrolments(vision)
  const streams = createStreams(vision, eventsOf)
  const accesses = createAccesses(vision)
  const cameras = createCameras(vision, {
    listener,
    eventsOf,
    doorsAt: cameraId => accesses.at(cameraId),
    ...(openSource && { openSource }),
  })
  const stopForgetting = clock.every(60_000, enrolments.forgetIdle)

  return {
    describe() {
      const { pack, networks, gallery } = rostro
      const { licence } = pack
      return Promise.resolve({
        pack: pack.name,
        space: networks.embedder.space,
        device: networks.device,
        passedOver: networks.passedOver,
        licence: `${licence.terms}. ${licence.whoMayUse}`,
        tellsPictures: networks.pad?.thresholds !== undefined,
        comparablePeople: gallery.size,
      })
    },

    configure(changed) {
      settings = changed
      rostro.gallery.aimFor(changed)
      streams.decideAnew()
      accesses.decideAnew()
      cameras.decideAnew()
      return Promise.resolve()
    },

    operatingPoint: wanted => Promise.resolve(rostro.gallery.operatingPoint(wanted)),

    async replay({ settings: wanted, own, from, to }) {
      const { store, gallery } = rostro
      return replay({
        events: store.events,
        filter: { from, to },
        before: sideOf(gallery, settings, own),
        after: sideOf(gallery, wanted, own),
        candidatesSince: await decidedInSince(store, gallery.space),
      })
    },

    embedCrop: crop =>
      vision.turns.run(async () => {
        const made = await embedCrop(crop, rostro.networks)
        return typeof made === 'string' ? undefined : made
      }),

    refresh: () => rostro.gallery.refresh(),

    nearest: (faces, limit) => nearestPeople(rostro.gallery, faces, limit),
    ...pictures,
    ...enrolments,
    ...streams,
    openAccess: accesses.openAccess,
    pushAccessFrame: accesses.pushAccessFrame,
    beginChallenge: accesses.beginChallenge,
    closeAccess: accesses.closeAccess,
    ...cameras,

    async close() {
      stopForgetting()
      accesses.close()
      await Promise.all([streams.close(), cameras.close()])
    },
  }
}
