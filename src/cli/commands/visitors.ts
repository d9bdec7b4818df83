// `rostro visitors`: strangers who are remembered, and what can be undone of what was done to them. Needs no networks.

import { Option, type Command } from 'commander'
import { readAll } from '../../app/all-pages.ts'
import { forgottenAt, openRemembering } from '../../app/place/remembering.ts'
import { toChangeJson, toVisitJson, toVisitorJson } from '../../server/visit-json.ts'
import type { Context } from '../context.ts'
import { localTime } from '../local-time.ts'
import { table } from '../terminal.ts'
import { changeWord, findVisitor, HOW_TO_REMEMBER, stayOf, visitorRows } from '../visitor-words.ts'
import { withStore } from '../with-store.ts'
import { plural } from '../wording.ts'
import { addVisitorActions } from './visitors-actions.ts'
import { addRemembering } from './visitors-remember.ts'
import { addSuggestions } from './visitors-suggestions.ts'

interface ListOptions {
  readonly json?: true
  readonly ignored?: true
  readonly sort: 'last-seen' | 'visits'
}

const CHANGES = 50

export function addVisitors(program: Command, context: Context): void {
  const { terminal } = context
  const visitors = program.command('visitors').description('strangers who are remembered, where somebody decided so')
  const show = (rows: readonly (readonly string[])[]) => {
    for (const line of table(rows, terminal.colour)) terminal.print(line)
  }

  visitors
    .command('list', { isDefault: true })
    .description('all visitors, last seen first')
    .option('--ignored', 'those who are ignored instead')
    .addOption(new Option('--sort <order>', 'who comes first').choices(['last-seen', 'visits']).default('last-seen'))
    .option('--json', 'for programs')
    .action(({ json, ignored, sort }: ListOptions) =>
      withStore(async store => {
        const decision = await openRemembering(store)
        const query = { state: ignored ? 'ignored' : 'active', sort: sort === 'visits' ? 'visits' : 'last_seen' } as const
        const all = await readAll(page => store.visits.visitors(query, page))
        if (json) terminal.print(JSON.stringify(all.map(visitor => toVisitorJson(visitor, decision.current))))
        else if (all.length > 0) show(visitorRows(all, decision.current))
        else if (!decision.current.on) terminal.print(HOW_TO_REMEMBER)
        else
          terminal.print(
            ignored ? 'Nobody is ignored.' : 'No visitor yet: a stranger becomes one when seen well and long enough.',
          )
      }),
    )

  visitors
    .command('show')
    .argument('<visitor>', 'number or id')
    .description('one visitor and their visits')
    .option('--json', 'for programs')
    .action((who: string, { json }: { json?: true }) =>
      withStore(async store => {
        const { current } = await openRemembering(store)
        const visitor = await findVisitor(store, who)
        const visits = await readAll(page => store.visits.list({ visitorId: visitor.id }, page))
        if (json) {
          terminal.print(JSON.stringify({ ...toVisitorJson(visitor, current), history: visits.map(toVisitJson) }))
          return
        }
        const state = visitor.state === 'ignored' ? ', ignored' : ''
        terminal.print(
          `Visitor ${visitor.number}: ${plural(visitor.visits, 'visit')}${state}, forgotten ${localTime(forgottenAt(visitor, current))}`,
        )
        show([
          ['ARRIVED', 'STAYED', 'CAMERA', 'VISIT'],
          ...visits.map(visit => [localTime(visit.arrivedAt), stayOf(visit), visit.cameraName, visit.id]),
        ])
      }),
    )

  addVisitorActions(visitors, context)
  addSuggestions(visitors, context)

  visitors
    .command('changes')
    .description('what was done to visitors and can be undone, newest first')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withStore(async store => {
        const changes = await store.visits.changes(CHANGES)
        if (json) terminal.print(JSON.stringify(changes.map(toChangeJson)))
        else if (changes.length === 0) terminal.print('Nothing was done to visitors that can be undone.')
        else {
          const rows = changes.map(change => {
            return [localTime(change.at), changeWord(change), change.visitorNumbers.join(', '), change.by, change.id]
          })
          show([['WHEN', 'WHAT', 'VISITORS', 'BY', 'CHANGE'], ...rows])
        }
      }),
    )

  addRemembering(visitors, context)
}
