// What a person before the camera is asked for and told while registering. Words without behaviour, for pages too.

export const POSES = ['front', 'left', 'right', 'up', 'down'] as const
/** Left and right as the person sees them. */
export type Pose = (typeof POSES)[number]

/** What to tell the person before the camera, one thing at a time. */
export const HINTS = [
  'no_face',
  'several_faces',
  'someone_else',
  'come_closer',
  'move_back',
  'centre',
  'more_light',
  'less_light',
  'hold_still',
  'look_straight',
  'turn_left',
  'turn_right',
  'look_up',
  'look_down',
  'take_off_cover',
  'good',
  'enough',
] as const
export type Hint = (typeof HINTS)[number]
