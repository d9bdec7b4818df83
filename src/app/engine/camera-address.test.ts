import { expect, test } from 'vitest'
import { checkCameraAddress } from './camera-address.ts'

const nowhere = () => Promise.reject(new Error('ENOTFOUND'))
const to =
  (...addresses: string[]) =>
  () =>
    Promise.resolve(addresses)

test.each([
  'rtsp://192.168.1.20/stream',
  'rtsps://10.0.0.7:322/a?b=1',
  'http://user:p@ss@172.16.0.9/video.mjpg',
  'https://[fd12::7]/cam',
  'rtsp://127.0.0.1:8554/restream',
  'camera:0',
  '/dev/video0',
  import.meta.filename,
])('%s may be a camera', async address => {
  await expect(checkCameraAddress(address, nowhere)).resolves.toBeUndefined()
})

test.each([
  'http://169.254.169.254/latest/meta-data',
  'rtsp://169.254.169.254/x',
  'http://[::ffff:169.254.169.254]/',
  'rtsp://[::ffff:a9fe:a9fe]:554/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[::169.254.169.254]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://2852039166/',
  'rtsp://2852039166/',
  'rtsp://0xa9fea9fe/',
  'rtsp://0251.0376.0251.0376/',
  'rtsp://169.254.43518/',
  'http://0/',
  'http://0.0.0.0:8080/',
  'http://[::]/',
  'rtsp://[fe80::1]/',
  'rtsp://239.1.2.3/',
  'http://[ff02::1]/',
  'http://255.255.255.255/',
  'http://100.100.100.200/',
  'http://[fd00:ec2::254]/',
  'http://camera\\@169.254.169.254/',
  'http://user@camera@169.254.169.254/',
  'rtsp://%31%36%39.254.169.254/',
  'exec:rm -rf /',
  'pipe:0',
  'file:///etc/passwd',
  'concat:a|b',
  'ftp://192.168.1.20/a',
  'udp://192.168.1.20:1234',
  'data:video/mp4;base64,AAAA',
  'test:',
  '-i',
  ' ',
  'rtsp://192.168.1.20/a b',
  '/proc/self/environ',
  '/dev/zero',
  import.meta.dirname,
])('%s is refused', async address => {
  await expect(checkCameraAddress(address, nowhere)).rejects.toMatchObject({ code: 'address_refused' })
})

test('a name is refused when any of its addresses is', async () => {
  await expect(checkCameraAddress('rtsp://camera.lan/', to('192.168.1.20'))).resolves.toBeUndefined()
  for (const addresses of [['169.254.169.254'], ['192.168.1.20', '::ffff:169.254.169.254'], ['fe80::1%eth0'], ['odd']])
    await expect(checkCameraAddress('rtsp://camera.lan/', to(...addresses))).rejects.toMatchObject({ code: 'address_refused' })
})

test('a name nobody knows and a file that is not there are told as that, without the password', async () => {
  await expect(checkCameraAddress('rtsp://me:geheim@camera.lan/', nowhere)).rejects.toMatchObject({
    code: 'source_unavailable',
    message: expect.not.stringContaining('geheim') as string,
  })
  await expect(checkCameraAddress('/nowhere/clip.mp4', nowhere)).rejects.toMatchObject({ code: 'file_not_found' })
})
