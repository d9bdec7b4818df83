// `rostro eval`: measures how well recognition does on the user's own data; a kind of measurement a file.

import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { addEvalDetection } from './detection.ts'
import { addEvalFolder } from './folder.ts'
import { addEvalIdentification } from './identification.ts'
import { addEvalPad } from './pad.ts'
import { addEvalVerification } from './verification.ts'
import { addEvalVideo } from './video.ts'

/** A kind of measurement is registered here. */
const KINDS: readonly ((parent: Command, context: Context) => void)[] = [
  addEvalVerification,
  addEvalIdentification,
  addEvalFolder,
  addEvalDetection,
  addEvalPad,
  addEvalVideo,
]

export function addEval(program: Command, context: Context): void {
  const evaluation = program
    .command('eval')
    .description('measure on photos of your own how often recognition is right; see docs/evaluation.md')
  for (const add of KINDS) add(evaluation, context)
}
