// Shows a page in the user's browser where there is a screen; where that fails, the printed address remains.

import open from 'open'
import type { Context } from './context.ts'

/** Whether a browser could show anything: not over SSH, not in a container. */
export const hasDisplay = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean =>
  env['SSH_CONNECTION'] === undefined &&
  (platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']))

/** Whether somebody at a terminal with a screen would rather look at the page. */
export const prefersPage = ({ terminal, env }: Context, options: { readonly open: boolean }): boolean =>
  options.open && terminal.interactive && hasDisplay(env)

/** False where no browser could be started. */
export async function openPage(url: string): Promise<boolean> {
  try {
    const browser = await open(url)
    // That it ends badly later is the browser's own matter.
    browser.once('error', () => {})
    return true
  } catch {
    return false
  }
}
