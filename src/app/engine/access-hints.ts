// What somebody in front of a door has to do before anything can be decided; words are the page's.

export const ACCESS_HINTS = [
  'nobody',
  'one_at_a_time',
  'come_closer',
  'move_back',
  'centre_yourself',
  'more_light',
  'look_here',
  'hold_still',
  /** Nothing: all is well. */
  'none',
] as const
export type AccessHint = (typeof ACCESS_HINTS)[number]
