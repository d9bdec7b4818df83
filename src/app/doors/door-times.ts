// How long things at a door last, in milliseconds, where nobody sets it.

/** For how long an ending stays on the screen, and nobody can try again. */
export const SHOWN_MS = 3000
/** A face missing for longer has left. */
export const GONE_MS = 1500
/** Without a look for longer the camera, or the way from it, has failed. */
export const SILENT_MS = 3000
/** Somebody unknown for so long is, however the next look turns out. */
export const UNKNOWN_MS = 2000
/** So long nobody stands there undecided. */
export const PATIENCE_MS = 10_000
/** Two clocks may differ by so much over one attempt. */
export const SLACK_MS = 2000
export const TICK_MS = 500
/** While nobody may try, the store is asked so often whether that is over: another process may have unlocked the door. */
export const LOCK_READ_MS = 1000
