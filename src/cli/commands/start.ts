// `rostro start`, what `npm start` runs: the page, and where to go from there.

import type { Command } from 'commander'
import { withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { showPage } from './serve.ts'

export function addStart(program: Command, context: Context): void {
  const command = program
    .command('start')
    .description('open the page: register before your own camera and be named; where Rostro runs already, open that page')
    .option('--no-open', 'do not open the browser')
  withModelOptions(command).action((options: ModelOptions & { readonly open: boolean }) => showPage(context, options))
}
