// `rostro audit`: what was decided and done about remembering, names and alerts, and whether the record is whole.

import type { Command } from 'commander'
import { readAll } from '../../app/all-pages.ts'
import { RostroError } from '../../core/errors.ts'
import { toAuditJson } from '../../server/visit-json.ts'
import { positiveInteger, type Context } from '../context.ts'
import { localTime } from '../local-time.ts'
import { lastColumnOf, table } from '../terminal.ts'
import { withStore } from '../with-store.ts'

interface Options {
  readonly limit?: number
  readonly json?: true
}

const SHOWN = 50

export function addAudit(program: Command, { terminal }: Context): void {
  const audit = program.command('audit').description('what was decided and done about remembering, names and alerts')

  audit
    .command('list', { isDefault: true })
    .description('newest first')
    .option('--limit <n>', `so many at most; the default is ${SHOWN} where a person reads, all with --json`, positiveInteger)
    .option('--json', 'for programs')
    .action(({ limit, json }: Options) =>
      withStore(async store => {
        const entries = await readAll(page => store.audit.list(page), limit ?? (json ? undefined : SHOWN))
        if (json) terminal.print(JSON.stringify(entries.map(toAuditJson)))
        else if (entries.length === 0) terminal.print('Nothing was decided or done so far.')
        else {
          const rows = entries.map(({ sequence, at, by, action, detail }) => [
            String(sequence),
            localTime(at),
            by,
            action,
            detail,
          ])
          const all = [['NO.', 'WHEN', 'BY', 'WHAT', 'DETAIL'], ...rows]
          for (const line of table(all, terminal.colour)) terminal.print(line, lastColumnOf(all))
        }
      }),
    )

  audit
    .command('verify')
    .description('whether each entry fits the one before it: nothing was changed or taken out')
    .action(() =>
      withStore(async store => {
        const broken = await store.audit.verify()
        if (broken !== undefined)
          throw new RostroError(
            'store_corrupt',
            `The record does not fit together from entry ${broken} on: something was changed or taken out. Compare it with a backup.`,
          )
        terminal.print('The record is whole: every entry fits the one before it.')
      }),
    )
}
