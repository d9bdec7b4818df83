// `rostro start`, what `npm start` runs: with a camera a newcomer is registered and named, without one the demo plays.

import type { Command } from 'commander'
import { listCameras } from '../../video/cameras.ts'
import { ask } from '../ask.ts'
import { openToldSource, openWithProgress, withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { canPreview } from '../preview.ts'
import { demo } from './demo.ts'
import { recognize } from './recognize.ts'
import { register } from './register.ts'

export function addStart(program: Command, context: Context): void {
  withModelOptions(
    program.command('start').description('with a camera: register if nobody is, then name people live; without one: the demo'),
  ).action((options: ModelOptions) => start(context, options))
}

async function start(context: Context, options: ModelOptions): Promise<void> {
  const { terminal, stderr, env } = context
  const camera = (await listCameras())[0]
  if (!camera) {
    terminal.note('No camera found: here is the demo. For a stream or clip: rostro recognize --source rtsp://… or a file.')
    await demo(context, options)
    return
  }
  const address = `camera:${camera.id}`
  terminal.note(`Camera: ${camera.name}`)
  const rostro = await openWithProgress(context, options)
  try {
    if (rostro.gallery.size === 0 && terminal.interactive) {
      const name = await ask(context, 'Nobody is registered yet. What is your name? (Enter to skip) ')
      if (name) await register(context, rostro, await openToldSource(context, address), { name, count: 6 })
    }
    await recognize(context, rostro, await openToldSource(context, address), { rule: 'fusion', preview: canPreview(stderr, env) })
  } finally {
    await rostro.close()
  }
}
