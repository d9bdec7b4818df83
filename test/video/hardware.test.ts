// Decoding on a GPU, as far as it can be tried without one: what does not decode is left, and pictures on a device are fetched from it.

import { expect, onTestFinished, test } from 'vitest'
import { DeviceRefused } from '../../src/video/in-software.ts'
import { fetchingScalers, openDevice } from '../../src/video/node-av/device.ts'
import { loadNodeAv, type NodeAv } from '../../src/video/node-av/load.ts'
import { createScalers } from '../../src/video/node-av/scalers.ts'
import type { DecodeDevice } from '../../src/video/decode-device.ts'
import { openSource } from '../../src/video/open-source.ts'
import { colourAt, makeFolder, numbered, numberOf, writeClip } from './clips.ts'

const av = await loadNodeAv()
/** Mesa's llvmpipe is a Vulkan device that decodes nothing. */
const isVulkanHere = starts('vulkan')
if (!isVulkanHere)
  console.log('skipped: pictures on a Vulkan device, because there is none here (apt install mesa-vulkan-drivers)')

function starts(kind: DecodeDevice): boolean {
  try {
    openDevice(av, kind).close()
    return true
  } catch (error) {
    if (error instanceof DeviceRefused) return false
    throw error
  }
}

const missing = process.platform === 'win32' ? 'videotoolbox' : 'd3d11va'
const refusing: readonly { readonly what: string; readonly decodeOn: DecodeDevice; readonly reason: RegExp }[] = [
  { what: 'a device FFmpeg has not here', decodeOn: missing, reason: new RegExp(`^${missing} does not start here: `) },
  ...(isVulkanHere
    ? [{ what: 'a device that decodes nothing', decodeOn: 'vulkan', reason: /^vulkan does not decode / } as const]
    : []),
]
test.each(refusing)('on $what every picture comes all the same, and the reason is told once', async ({ decodeOn, reason }) => {
  await using folder = await makeFolder()
  const clip = await writeClip(
    folder.file('clip.mp4'),
    Array.from({ length: 20 }, (_, i) => numbered(64, 48, i)),
  )
  const told: unknown[] = []
  const source = await openSource(clip, { decodeOn, decoder: 'node-av', onStatus: status => told.push(status) })
  for (let twice = 0; twice < 2; twice++) {
    const numbers: number[] = []
    for await (const frame of source.frames()) {
      numbers.push(numberOf(await frame.image()))
      frame.close()
    }
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => i))
  }
  expect(told).toEqual([{ sourceId: clip, state: 'software', reason: expect.stringMatching(reason) as string }])
})

test.skipIf(!isVulkanHere)('a picture that lies on a device is fetched once, and has its colours', async () => {
  const { frame, uploaded } = await onVulkan(av)
  expect(uploaded.isHwFrame()).toBe(true)
  const scalers = createScalers(av)
  const fetching = fetchingScalers(av, 'vulkan', uploaded, scalers)
  expect(await fetching.fetch()).toBe(await fetching.fetch())
  const [there, here] = [await fetching.toRgb(uploaded, 32, 24), await scalers.toRgb(frame, 32, 24)]
  expect(colourAt(there, 0.5, 0.5)).toEqual(colourAt(here, 0.5, 0.5))
  expect([...there.data]).toEqual([...here.data])
  fetching.release()
})

/** A picture in memory, and the same on the Vulkan device. */
async function onVulkan({ lib, constants }: NodeAv) {
  const must = (code: number) => {
    lib.FFmpegError.throwIfError(code, 'test')
  }
  const frame = new lib.Frame()
  frame.alloc()
  frame.width = 64
  frame.height = 48
  frame.format = constants.AV_PIX_FMT_NV12
  frame.colorRange = constants.AVCOL_RANGE_MPEG
  frame.colorSpace = constants.AVCOL_SPC_BT709
  must(frame.getBuffer(1))
  for (const [i, plane] of frame.data!.entries()) plane.fill(i === 0 ? 90 : 180)
  const device = new lib.HardwareDeviceContext()
  must(device.create(constants.AV_HWDEVICE_TYPE_VULKAN, null, null))
  const frames = new lib.HardwareFramesContext()
  frames.alloc(device)
  frames.format = constants.AV_PIX_FMT_VULKAN
  frames.swFormat = constants.AV_PIX_FMT_NV12
  frames.width = 64
  frames.height = 48
  must(frames.init())
  const uploaded = new lib.Frame()
  uploaded.alloc()
  must(frames.getBuffer(uploaded, 0))
  must(await uploaded.hwframeTransferData(frame))
  must(uploaded.copyProps(frame))
  onTestFinished(() => {
    for (const each of [frame, uploaded]) each.free()
    frames.free()
    device.free()
  })
  return { frame, uploaded }
}
