// A question with an answer in words; Ctrl-C stops the program as everywhere, Ctrl-D is no answer.

import { createInterface } from 'node:readline/promises'
import { RostroError } from '../core/errors.ts'
import type { Context } from './context.ts'

/** The line typed, trimmed; empty when nothing was. Rejects when the signal aborts. */
export async function ask(
  { stdin, stderr, signal }: Pick<Context, 'stdin' | 'stderr' | 'signal'>,
  question: string,
): Promise<string> {
  const prompt = createInterface({ input: stdin, output: stderr })
  // At a prompt the terminal hands Ctrl-C over as a key.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const closed = new Promise<string>(resolve => {
    prompt.once('close', () => {
      resolve('')
    })
  })
  try {
    return (await Promise.race([prompt.question(question, { signal }), closed])).trim()
  } finally {
    prompt.close()
  }
}

/** Asks unless `yes` says so. @returns whether to go on. @throws RostroError usage_invalid without anybody to ask */
export async function confirm(context: Context, question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true
  if (!context.terminal.interactive)
    throw new RostroError('usage_invalid', `${question} Nobody is here to ask; add --yes to do it.`)
  const agreed = /^(y|yes)$/i.test(await ask(context, `${question} [y/N] `))
  if (!agreed) context.terminal.note('Nothing was changed.')
  return agreed
}
