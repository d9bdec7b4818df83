import { expect, test } from 'vitest'
import { frontal } from '../../../test/fixtures/faces.ts'
import type { Landmarks5 } from '../../core/types.ts'
import type { Pose } from './guidance.ts'
import { hintFor, isEnough, missingPoses, poseOf, type Seen } from './enrolment-guide.ts'

const PICTURE = { width: 640, height: 360 }
const CENTRED = { x: 250, y: 90, width: 140, height: 180 }
const seen = (change: Partial<Seen> = {}): Seen => ({
  picture: PICTURE,
  box: CENTRED,
  pose: 'front',
  refused: undefined,
  ...change,
})

/** The nose moved by a share of the distance between the eyes. */
function withNose(dx: number, dy: number): Landmarks5 {
  const [leftEye, rightEye, nose, ...mouth] = frontal(2)
  const eyes = rightEye.x - leftEye.x
  return [leftEye, rightEye, { x: nose.x + dx * eyes, y: nose.y + dy * eyes }, ...mouth]
}

test.each([
  ['front', 0, 0],
  ['left', 0.3, 0],
  ['right', -0.3, 0],
  ['up', 0, -0.25],
  ['down', 0, 0.25],
  ['left', 0.4, 0.15],
] as const)('a face that looks to its own %s has its nose there (%d, %d)', (pose, dx, dy) => {
  expect(poseOf(withNose(dx, dy))).toBe(pose)
})

test('a head tilted to the shoulder still looks straight', () => {
  const tilted = frontal(2).map(({ x, y }) => ({ x: 0.87 * x - 0.5 * y, y: 0.5 * x + 0.87 * y })) as unknown as Landmarks5
  expect(poseOf(tilted)).toBe('front')
})

test.each([
  ['no_face', { refused: 'no_face', box: undefined, pose: undefined }],
  ['several_faces', { refused: 'several_faces' }],
  ['someone_else', { refused: 'someone_else' }],
  ['come_closer', { box: { ...CENTRED, width: 50, height: 60 } }],
  ['come_closer', { refused: 'too_small' }],
  ['move_back', { box: { x: 180, y: 20, width: 260, height: 300 } }],
  ['move_back', { refused: 'cut_off' }],
  ['centre', { box: { ...CENTRED, x: 20 } }],
  ['more_light', { refused: 'dark' }],
  ['less_light', { refused: 'overexposed' }],
  ['hold_still', { refused: 'blurred' }],
  ['look_straight', { refused: 'turned' }],
  ['take_off_cover', { refused: 'unclear' }],
  ['good', {}],
] as const)('the hint is %s for %o', (hint, change) => {
  expect(hintFor(seen(change), [])).toBe(hint)
})

test.each([
  [['front'], 'turn_left'],
  [['front', 'left'], 'turn_right'],
  [['front', 'left', 'right'], 'look_up'],
  [['front', 'left', 'right', 'up'], 'look_down'],
  [['front', 'left', 'right', 'up', 'front'], 'enough'],
  [['left', 'right'], 'good'],
] as const)('with %j kept, a front view is answered with %s', (kept, hint) => {
  expect(hintFor(seen(), kept)).toBe(hint)
})

test('the same photo again is no reason to complain: the next pose is asked for', () => {
  expect(hintFor(seen({ refused: 'same_photo' }), ['front'])).toBe('turn_left')
})

test('enough are five photos with front, left and right among them', () => {
  const poses: Pose[] = ['front', 'left', 'right', 'front', 'front']
  expect([isEnough(poses), isEnough(poses.slice(0, 4)), isEnough(Array.from({ length: 9 }, () => 'front'))]).toEqual([
    true,
    false,
    false,
  ])
  expect(missingPoses(poses)).toEqual(['up', 'down'])
})
