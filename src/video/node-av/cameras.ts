// Cameras the operating system knows, asked through node-av (macOS and Windows; Linux needs no library).

import { loadNodeAv } from './load.ts'

/** In the system's order. @throws RostroError decoder_missing */
export async function camerasFromNodeAv(): Promise<{ id: string; name: string }[]> {
  const { lib } = await loadNodeAv()
  const devices = await lib.Device.list()
  return devices.filter(({ type }) => type === 'video').map(({ name, description }) => ({ id: name, name: description || name }))
}
