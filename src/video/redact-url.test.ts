import { expect, test } from 'vitest'
import { redactUrl } from './redact-url.ts'

test.each([
  ['rtsp://cam.local:554/Streaming/Channels/101', 'rtsp://cam.local:554/Streaming/Channels/101'],
  ['rtsp://admin:CANARY@10.0.0.2/live', 'rtsp://***@10.0.0.2/live'],
  ['rtsp://admin:CAN@ARY@10.0.0.2/live', 'rtsp://***@10.0.0.2/live'],
  ['rtsp://admin:CAN/A?R#Y@10.0.0.2/live', 'rtsp://***@10.0.0.2/live'],
  ['rtsp://CANARY@10.0.0.2', 'rtsp://***@10.0.0.2'],
  ['http://cam/video?user=admin&pwd=12&channel=1&size=CANARY', 'http://cam/video?user=***&pwd=***&channel=1&size=***'],
  ['http://cam/video?CANARY', 'http://cam/video?***'],
  ['http://cam/video#CANARY', 'http://cam/video'],
  ['rtsp://cam/user=admin_password=CANARY_channel=1_stream=0.sdp', 'rtsp://cam/user=***'],
  ['rtsps://nvr:7441/aB3dE6gH9jK2CANARY', 'rtsps://nvr:7441/***'],
  ['admin:CANARY@cam/live', '***@cam/live'],
  ['/home/me/clip @ home.mp4', '/home/me/clip @ home.mp4'],
  ['camera:0', 'camera:0'],
])('%s is shown as %s', (address, shown) => {
  expect(redactUrl(address)).toBe(shown)
})
