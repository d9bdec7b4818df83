// A question with an answer in words, or one nobody sees; Ctrl-C stops the program as everywhere, Ctrl-D is no answer.

import { createInterface, type ReadLineOptions } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { RostroError } from '../core/errors.ts'
import type { Context } from './context.ts'

type Asking = Pick<Context, 'stdin' | 'stderr' | 'signal'>

/** The line typed, trimmed; empty when nothing was. Rejects when the signal aborts. */
export const ask = (asking: Asking, question: string): Promise<string> =>
  answerTo(asking, question, { input: asking.stdin, output: asking.stderr })

/** As `ask`, and what is typed is not shown. On a pipe, its first line, without a question. */
export function askSecret(asking: Asking, question: string): Promise<string> {
  const { stdin, stderr } = asking
  if (stdin.isTTY) stderr.write(question)
  const output = new Writable({
    write(_chunk, _encoding, done) {
      done()
    },
  })
  const answer = answerTo(asking, '', { input: stdin, output, terminal: stdin.isTTY, historySize: 0 })
  return answer.finally(() => {
    if (stdin.isTTY) stderr.write('\n')
  })
}

async function answerTo({ signal }: Asking, question: string, options: ReadLineOptions): Promise<string> {
  const prompt = createInterface(options)
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
