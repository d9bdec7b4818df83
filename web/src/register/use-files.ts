// Files on their way into a registration, one after another, so that the server is never flooded and verdicts come in order.

import { useEffect, useRef, useState } from 'react'
import type { PhotoVerdictJson } from '../../../src/client.ts'
import { api, ApiError } from '../api.ts'
import type { Kept } from './flow.ts'
import { MOST_FILES, readied, type FileProblem } from './photo-files.ts'

export type GroupPhoto = Extract<PhotoVerdictJson, { kept: false }>

interface Item {
  readonly key: string
  readonly name: string
  /** Shows the file; lives until the item is dismissed or the tab goes. */
  readonly url: string
}
export type FileItem = Item &
  (
    | { readonly state: 'looking' }
    | { readonly state: 'kept'; readonly verdict: Kept }
    | { readonly state: 'refused'; readonly verdict: GroupPhoto }
    | { readonly state: 'pick'; readonly verdict: GroupPhoto; readonly picture: Blob }
    | { readonly state: 'problem'; readonly problem: FileProblem }
    | { readonly state: 'failed'; readonly error: unknown }
  )

export interface FilesOptions {
  readonly enrolmentId: string
  readonly onVerdict: (verdict: PhotoVerdictJson) => void
  /** The whole registration is gone, not only a photo. */
  readonly onFail: (error: unknown) => void
}

export function useFiles({ enrolmentId, onVerdict, onFail }: FilesOptions) {
  const [items, setItems] = useState<readonly FileItem[]>([])
  const queue = useRef(Promise.resolve())
  const urls = useRef(new Map<string, string>())
  const count = useRef(0)

  useEffect(() => {
    const open = urls.current
    return () => {
      for (const url of open.values()) URL.revokeObjectURL(url)
      open.clear()
    }
  }, [])

  const update = (next: FileItem) => {
    setItems(items => items.map(item => (item.key === next.key ? next : item)))
  }

  const offer = async (item: Item, picture: Blob, face?: number) => {
    update({ ...item, state: 'looking' })
    try {
      const verdict = await api('POST /enrolments/:enrolmentId/photos', {
        params: { enrolmentId },
        query: { source: item.name.slice(0, 200), ...(face !== undefined && { face }) },
        pictures: { image: picture },
      })
      if (verdict.kept) {
        onVerdict(verdict)
        update({ ...item, state: 'kept', verdict })
      } else if (verdict.reason === 'several_faces' && verdict.faces.some(({ pickable }) => pickable)) {
        update({ ...item, state: 'pick', verdict, picture })
      } else update({ ...item, state: 'refused', verdict })
    } catch (error) {
      update({ ...item, state: 'failed', error })
      if (error instanceof ApiError && error.code === 'enrolment_not_found') onFail(error)
    }
  }

  const enqueue = (work: () => Promise<void>) => {
    queue.current = queue.current.then(work)
  }

  return {
    items,
    add: (files: readonly File[]) => {
      for (const file of files.slice(0, MOST_FILES)) {
        const item = { key: String(++count.current), name: file.name, url: URL.createObjectURL(file) }
        urls.current.set(item.key, item.url)
        setItems(items => [{ ...item, state: 'looking' }, ...items])
        enqueue(async () => {
          const ready = await readied(file)
          if ('problem' in ready) update({ ...item, state: 'problem', problem: ready.problem })
          else await offer(item, ready.picture)
        })
      }
    },
    pick: (key: string, face: number) => {
      const item = items.find(item => item.key === key)
      if (item?.state === 'pick') enqueue(() => offer({ key, name: item.name, url: item.url }, item.picture, face))
    },
    dismiss: (key: string) => {
      const url = urls.current.get(key)
      if (url !== undefined) URL.revokeObjectURL(url)
      urls.current.delete(key)
      setItems(items => items.filter(item => item.key !== key))
    },
  }
}
