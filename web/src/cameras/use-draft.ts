// What was changed of a camera and not saved yet, over what the server knows.

import { useState } from 'react'
import type { CameraJson, CameraSettingsJson } from '../../../src/client.ts'
import { drawLine, lineProblem, openLines, type LineStep } from './lines.ts'
import { draw, openDrawing, problemOf, type Step } from './zones.ts'

type Drawn = 'zones' | 'lines'

export function useDraft(camera: CameraJson) {
  const [name, setName] = useState<string>()
  const [changes, setChanges] = useState<Partial<Omit<CameraSettingsJson, Drawn>>>({})
  /** Undefined until somebody draws: until then the server's are shown. */
  const [drawnZones, setZones] = useState<ReturnType<typeof openDrawing>>()
  const [drawnLines, setLines] = useState<ReturnType<typeof openLines>>()

  const zones = drawnZones ?? openDrawing(camera.settings.zones)
  const lines = drawnLines ?? openLines(camera.settings.lines)
  const settings: CameraSettingsJson = {
    ...camera.settings,
    ...changes,
    zones: [...zones.zones],
    lines: [...lines.lines],
  }
  const isChanged = (name !== undefined && name !== camera.name) || JSON.stringify(settings) !== JSON.stringify(camera.settings)
  const stepZones = (step: Step) => {
    setZones(before => draw(before ?? openDrawing(camera.settings.zones), step))
  }
  const stepLines = (step: LineStep) => {
    setLines(before => drawLine(before ?? openLines(camera.settings.lines), step))
  }

  return {
    name: name ?? camera.name,
    settings,
    zones,
    lines,
    isChanged,
    /** Half a zone cannot be saved, nor two lines of one name. */
    isSound: zones.zones.every(zone => !problemOf(zone)) && lines.lines.every((_, index) => !lineProblem(lines.lines, index)),
    setName,
    change: (change: Partial<Omit<CameraSettingsJson, Drawn>>) => {
      setChanges(before => ({ ...before, ...change }))
    },
    /** One of them is drawn at a time. */
    stepZones: (step: Step) => {
      if (lines.line !== undefined) stepLines({ type: 'select', line: undefined })
      stepZones(step)
    },
    stepLines: (step: LineStep) => {
      if (zones.zone !== undefined) stepZones({ type: 'select', zone: undefined })
      stepLines(step)
    },
    discard: () => {
      setName(undefined)
      setChanges({})
      setZones(undefined)
      setLines(undefined)
    },
  }
}
