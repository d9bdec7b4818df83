// This device's camera in a component: off, opening, on, or why not. Stops it when the component goes.

import { useCallback, useEffect, useRef, useState } from 'react'
import {
  cameraProblem,
  camerasAllowed,
  listCameras,
  openCamera,
  stopCamera,
  type CameraChoice,
  type CameraProblem,
} from './camera.ts'

const KEPT = 'rostro.camera'

export type OwnCameraState =
  | { readonly status: 'off' }
  | { readonly status: 'opening' }
  | { readonly status: 'on'; readonly stream: MediaStream }
  | { readonly status: 'problem'; readonly problem: CameraProblem }

export interface OwnCamera {
  readonly state: OwnCameraState
  /** Known once a camera was allowed. */
  readonly choices: readonly CameraChoice[]
  readonly chosen: string | undefined
  /** Stopped by hand, so that the keyboard stays where the person is. */
  readonly wasOn: boolean
  readonly start: (id?: string) => Promise<void>
  readonly stop: () => void
}

export function useOwnCamera(): OwnCamera {
  const [state, setState] = useState<OwnCameraState>({ status: 'off' })
  const [choices, setChoices] = useState<readonly CameraChoice[]>([])
  const [chosen, setChosen] = useState<string>()
  const [wasOn, setWasOn] = useState(false)
  /** Each start or stop makes those before it void: a camera that opens late is closed again. */
  const turn = useRef(0)
  const open = useRef<MediaStream>(undefined)

  const release = useCallback(() => {
    turn.current++
    if (open.current) stopCamera(open.current)
    open.current = undefined
  }, [])

  const stop = useCallback(() => {
    release()
    setState({ status: 'off' })
  }, [release])

  const start = useCallback(
    async (id?: string) => {
      release()
      const mine = turn.current
      if (!camerasAllowed()) {
        setState({ status: 'problem', problem: 'insecure' })
        return
      }
      setState({ status: 'opening' })
      try {
        const stream = await openChosen(id ?? localStorage.getItem(KEPT) ?? undefined)
        if (mine !== turn.current) {
          stopCamera(stream)
          return
        }
        open.current = stream
        const track = stream.getVideoTracks()[0]
        track?.addEventListener('ended', () => {
          if (mine !== turn.current) return
          release()
          setState({ status: 'problem', problem: 'lost' })
        })
        const used = track?.getSettings().deviceId
        if (used !== undefined) localStorage.setItem(KEPT, used)
        setChosen(used)
        setState({ status: 'on', stream })
        setWasOn(true)
        setChoices(await listCameras())
      } catch (error) {
        if (mine === turn.current) setState({ status: 'problem', problem: cameraProblem(error) })
      }
    },
    [release],
  )

  useEffect(() => release, [release])
  return { state, choices, chosen, wasOn, start, stop }
}

/** The camera used last may be gone: then any. */
async function openChosen(id: string | undefined): Promise<MediaStream> {
  try {
    return await openCamera(id)
  } catch (error) {
    if (id === undefined || cameraProblem(error) !== 'none') throw error
    return openCamera(undefined)
  }
}
