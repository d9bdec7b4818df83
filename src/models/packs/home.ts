// Where Rostro keeps what it needs between runs.

import envPaths from 'env-paths'
import { resolve } from 'node:path'

/** `ROSTRO_HOME`, else the user's data folder as the system names it (Linux: ~/.local/share/rostro). Absolute. */
export function rostroHome(env: NodeJS.ProcessEnv = process.env): string {
  return env['ROSTRO_HOME'] ? resolve(env['ROSTRO_HOME']) : envPaths('rostro', { suffix: '' }).data
}

/** Where keys are put that must not lie in the data folder (Linux: ~/.config/rostro). */
export const rostroKeys = (): string => envPaths('rostro', { suffix: '' }).config
