import { expect, test } from 'vitest'
import { isVirtualCamera } from './virtual-camera.ts'

test.each([
  'OBS Virtual Camera',
  'OBS-Camera',
  'ManyCam Virtual Webcam',
  'XSplit VCam',
  'Dummy video device (0x0000)',
  'Snap Camera',
  'fake_device_0',
  'DroidCam Source 3',
])('%s is a program', name => {
  expect(isVirtualCamera(name)).toBe(true)
})

test.each([
  'Integrated Camera (04f2:b6d0)',
  'FaceTime HD Camera',
  'Logitech BRIO (046d:085e)',
  'HD Pro Webcam C920',
  'camera2 1, facing front',
  'Front Camera',
  '',
])('%j may be a camera', name => {
  expect(isVirtualCamera(name)).toBe(false)
})
