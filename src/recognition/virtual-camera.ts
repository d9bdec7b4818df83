// Which cameras are programs, by the name a browser gives them. A name proves nothing good: it can only count against.

/**
 * Parts of names, lower case, as browsers and FFmpeg list the devices: programs that show recordings, screens, avatars or
 * another device's camera. From memory, not checked against the programs' pages; whoever renames a device is not found out by this.
 */
const PROGRAMS = [
  'virtual cam',
  'virtual webcam',
  'virtualcam',
  'virtual video',
  'vcam',
  'obs-camera',
  'obs virtual',
  'manycam',
  'xsplit',
  'splitcam',
  'sparkocam',
  'altercam',
  'webcamoid',
  'akvcam',
  'v4l2loopback',
  'v4l2 loopback',
  'dummy video device',
  'snap camera',
  'mmhmm',
  'nvidia broadcast',
  'camtwist',
  'youcam',
  'chromacam',
  'vtubestudio',
  'unity video capture',
  'ndi webcam',
  'ndi video',
  'vmix video',
  'wirecast',
  'ecamm',
  'screen capture',
  'screen-capture-recorder',
  'fake_device',
  'fake device',
  'fakewebcam',
  'droidcam',
  'iriun',
  'epoccam',
  'ivcam',
  'reincubate camo',
]

/** @param name as the browser calls the camera: `MediaStreamTrack.label` */
export function isVirtualCamera(name: string): boolean {
  const lower = name.toLowerCase()
  return PROGRAMS.some(program => lower.includes(program))
}
