import { expect, test } from 'vitest'
import { parseAddress } from './parse-address.ts'

test.each([
  ['clip.mp4', { kind: 'path', path: 'clip.mp4' }],
  ['a,b.mp4', { kind: 'path', path: 'a,b.mp4' }],
  ['subfile,,start,0,end,9,,:/etc/passwd', { kind: 'path', path: 'subfile,,start,0,end,9,,:/etc/passwd' }],
  ['./odd:name.mp4', { kind: 'path', path: './odd:name.mp4' }],
  ['C:\\clips\\a.mp4', { kind: 'path', path: 'C:\\clips\\a.mp4' }],
  ['rtsp://u:p@cam/x', { kind: 'network', scheme: 'rtsp', url: 'rtsp://u:p@cam/x' }],
  ['HTTPS://cam/x', { kind: 'network', scheme: 'https', url: 'HTTPS://cam/x' }],
  ['/dev/video0', { kind: 'camera', camera: '/dev/video0' }],
  ['/dev/v4l/by-id/usb-046d_C920-video-index0', { kind: 'camera', camera: '/dev/v4l/by-id/usb-046d_C920-video-index0' }],
  ['camera:0', { kind: 'camera', camera: '0' }],
  [
    'camera:FaceTime HD?width=1280&height=720&fps=30',
    { kind: 'camera', camera: 'FaceTime HD', width: 1280, height: 720, framesPerSecond: 30 },
  ],
  ['test:', { kind: 'pattern' }],
  ['test:?width=320&height=200&fps=5&frames=7', { kind: 'pattern', width: 320, height: 200, framesPerSecond: 5, frames: 7 }],
])('%s is understood', (address, parsed) => {
  expect(parseAddress(address)).toEqual(parsed)
})

test.each([
  '',
  ' ',
  '-i',
  '--help',
  '-f lavfi',
  'exec:rm -rf /',
  'pipe:0',
  'pipe:',
  'concat:a|b',
  'concatf:list',
  'file:/etc/passwd',
  'file:///etc/passwd',
  'async:file:x',
  'cache:http://x',
  'crypto:x',
  'data:text/plain,x',
  'ftp://x/y',
  'gopher://x',
  'rtmp://x',
  'udp://x',
  'tcp://x',
  'tee:x',
  'lavfi:testsrc',
  'rtsp:x',
  'http:/x',
  'rtsp://',
  'rtsp://cam/a b',
  'rtsp://cam/\n-i x',
  'a\0b',
  '/dev/video0/../../etc/passwd\0',
  'camera:',
  'camera:0?exec=x',
  'test:?frames=0',
  'test:?width=1e9',
  'test:?width=-1',
  'test:x',
  'test:?x=1',
])('%j is refused', address => {
  expect(() => parseAddress(address)).toThrow(expect.objectContaining({ code: 'source_unsupported' }) as Error)
})

test('a refusal shows no password', () => {
  expect(() => parseAddress('rtmp://me:CANARY@cam/x')).toThrow(/^(?!.*CANARY).*rtmp:\/\/\*\*\*@cam\/x/)
})
