// Loads node-av, an optional dependency, when it is first needed; the only file that names the package.

import { RostroError } from '../../core/errors.ts'

/** FFmpeg's libraries in this process. Only node-av's low-level half: the rest is slower and breaks on Node 20. */
export interface NodeAv {
  readonly lib: typeof import('node-av/lib')
  readonly constants: typeof import('node-av/constants')
}

/** @throws RostroError decoder_missing */
export async function loadNodeAv(): Promise<NodeAv> {
  try {
    const [lib, constants] = await Promise.all([import('node-av/lib'), import('node-av/constants')])
    // FFmpeg logs whole addresses to stderr, passwords included.
    lib.Log.setLevel(constants.AV_LOG_QUIET)
    return { lib, constants }
  } catch (cause) {
    throw new RostroError(
      'decoder_missing',
      'The video decoder node-av is not installed or does not start on this machine: run "npm ci" again (or "npm install node-av"), or install the ffmpeg program.',
      { cause },
    )
  }
}
