// What was changed of a camera and not saved yet, over what the server knows.

import { useState } from 'react'
import type { CameraJson, CameraSettingsJson } from '../../../src/client.ts'
import { draw, openDrawing, problemOf, type Step } from './zones.ts'

export function useDraft(camera: CameraJson) {
  const [name, setName] = useState<string>()
  const [changes, setChanges] = useState<Partial<Omit<CameraSettingsJson, 'zones'>>>({})
  /** Undefined until somebody draws: until then the server's zones are shown. */
  const [drawn, setDrawn] = useState<ReturnType<typeof openDrawing>>()

  const drawing = drawn ?? openDrawing(camera.settings.zones)
  const settings: CameraSettingsJson = { ...camera.settings, ...changes, zones: [...drawing.zones] }
  const isChanged = (name !== undefined && name !== camera.name) || JSON.stringify(settings) !== JSON.stringify(camera.settings)

  return {
    name: name ?? camera.name,
    settings,
    drawing,
    isChanged,
    /** Half a zone cannot be saved. */
    isSound: drawing.zones.every(zone => !problemOf(zone)),
    setName,
    change: (change: Partial<Omit<CameraSettingsJson, 'zones'>>) => {
      setChanges(before => ({ ...before, ...change }))
    },
    step: (step: Step) => {
      setDrawn(before => draw(before ?? openDrawing(camera.settings.zones), step))
    },
    discard: () => {
      setName(undefined)
      setChanges({})
      setDrawn(undefined)
    },
  }
}
