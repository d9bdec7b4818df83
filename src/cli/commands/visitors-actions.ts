// `rostro visitors name`, `same-as`, `merge`, `split`, `ignore`, `unignore`, `apart`, `forget`, `undo`: as on the page, and noted as there.

import type { Command } from 'commander'
import { createVisitorActions, type VisitorActions } from '../../app/place/visitor-actions.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import type { Visitor } from '../../core/visits.ts'
import { keptSettings } from '../../server/settings.ts'
import { toName } from '../../stores/names.ts'
import { ask, confirm } from '../ask.ts'
import type { Context } from '../context.ts'
import { changeWord, findPerson, findVisitor } from '../visitor-words.ts'
import { typedNow, withStore } from '../with-store.ts'
import { plural } from '../wording.ts'

/** Of these, `undo` looks for the newest that a person made. */
const CHANGES = 50

export function addVisitorActions(visitors: Command, context: Context): void {
  const { terminal } = context
  const acting = (work: (store: Store, actions: VisitorActions) => Promise<void>) =>
    withStore(store => work(store, createVisitorActions(store)))
  const undoable = (sentence: string) => {
    terminal.print(sentence)
    terminal.note('"rostro visitors undo" takes it back.')
  }

  visitors
    .command('name')
    .argument('<visitor>', 'number or id')
    .argument('<name>', 'what the person is called')
    .description('the visitor agreed to be registered: they become a person, with their best pictures and past visits')
    .option('--consent <text>', 'what the person agreed to; asked for where it is not given')
    .action((who: string, typed: string, { consent }: { consent?: string }) =>
      acting(async (store, actions) => {
        const visitor = await findVisitor(store, who)
        const newName = toName(typed)
        const namesake = await store.findPerson(newName)
        if (namesake)
          throw new RostroError(
            'name_taken',
            `${namesake.name} is registered already; if this visitor is ${namesake.name}: rostro visitors same-as ${visitor.number} "${namesake.name}"`,
          )
        const given = consent?.trim() ?? ''
        const text = given === '' ? await askConsent(context, store, newName) : given
        const by = typedNow()
        const { person } = await actions.name(visitor.id, { newName, consent: { text, givenAt: by.at, takenBy: by.by } }, by)
        undoable(`Visitor ${visitor.number} is ${person.name} now, registered with their best pictures.`)
      }),
    )

  visitors
    .command('same-as')
    .argument('<visitor>', 'number or id')
    .argument('<person>', 'name or id of somebody registered')
    .description('the visitor is somebody registered already')
    .action((who: string, named: string) =>
      acting(async (store, actions) => {
        const [visitor, person] = [await findVisitor(store, who), await findPerson(store, named)]
        await actions.name(visitor.id, { personId: person.id }, typedNow())
        undoable(`Visitor ${visitor.number} is ${person.name}.`)
      }),
    )

  visitors
    .command('merge')
    .argument('<visitor>', 'number or id of the visitor who stays')
    .argument('<others...>', 'those who are the same one and go')
    .description('several visitors are one')
    .action((who: string, others: string[]) =>
      acting(async (store, actions) => {
        const [into, from] = [await findVisitor(store, who), await findAll(store, others)]
        await actions.merge(into.id, idsOf(from), typedNow())
        undoable(`${named(from)} ${from.length === 1 ? 'is' : 'are'} visitor ${into.number} now.`)
      }),
    )

  visitors
    .command('split')
    .argument('<visitor>', 'number or id')
    .argument('<visits...>', 'visits that were somebody else’s, as "rostro visitors show" lists them')
    .description('some visits were somebody else’s, who becomes a visitor of their own')
    .action((who: string, visitIds: string[]) =>
      acting(async (store, actions) => {
        const visitor = await findVisitor(store, who)
        const { visitor: other } = await actions.split(visitor.id, visitIds, typedNow())
        undoable(
          `${plural(other.visits, 'visit')} of visitor ${visitor.number} ${other.visits === 1 ? 'is' : 'are'} visitor ${other.number}’s now.`,
        )
      }),
    )

  for (const [verb, state, description, done] of [
    ['ignore', 'ignored', 'recognised, never shown and never alerted: the postman, a poster on the wall', 'ignored now'],
    ['unignore', 'active', 'show visitors again who were ignored', 'shown again'],
  ] as const)
    visitors
      .command(verb)
      .argument('<visitors...>', 'numbers or ids')
      .description(description)
      .action((all: string[]) =>
        acting(async (store, actions) => {
          const found = await findAll(store, all)
          for (const { id } of found) await actions.setState(id, state, typedNow())
          undoable(`${named(found)} ${found.length === 1 ? 'is' : 'are'} ${done}.`)
        }),
      )

  visitors
    .command('apart')
    .argument('<visitor>', 'number or id')
    .argument('<other>', 'number or id of a visitor, or name of a person')
    .description('these two are two: never suggest or join them again')
    .action((who: string, other: string) =>
      acting(async (store, actions) => {
        const first = await findVisitor(store, who)
        const person = (await store.visits.findVisitor(other)) ? undefined : await store.findPerson(other)
        if (person) {
          await actions.isNot(first.id, person.id, typedNow())
          terminal.print(`Visitor ${first.number} is not ${person.name}; it is not suggested again.`)
          return
        }
        const second = await findVisitor(store, other)
        if (first.id === second.id) throw new RostroError('usage_invalid', 'Name two visitors.')
        await actions.keepApart([first.id, second.id], typedNow())
        terminal.print(`Visitors ${first.number} and ${second.number} stay two.`)
      }),
    )

  visitors
    .command('forget')
    .argument('<visitors...>', 'numbers or ids')
    .description('forget visitors now: what they look like is deleted; there is no way back')
    .option('-y, --yes', 'without asking')
    .action((all: string[], { yes }: { yes?: true }) =>
      acting(async (store, actions) => {
        const found = await findAll(store, all)
        if (!(await confirm(context, `${named(found)} will be forgotten for good.`, yes))) return
        for (const { id } of found) await actions.forget(id, typedNow())
        terminal.print(`${named(found)} ${found.length === 1 ? 'is' : 'are'} forgotten; the visits stay as a stranger’s.`)
      }),
    )

  visitors
    .command('undo')
    .argument('[change]', 'as "rostro visitors changes" lists them; without one, what a person did last')
    .description('take back a change')
    .action((changeId: string | undefined) =>
      acting(async (store, actions) => {
        const changes = await store.visits.changes(CHANGES)
        const change =
          changeId === undefined ? changes.find(({ by }) => by !== 'rostro') : changes.find(({ id }) => id === changeId)
        if (!change)
          throw new RostroError(
            'change_not_found',
            changeId === undefined
              ? 'Nobody did anything to visitors that can be undone.'
              : `There is no change "${changeId}"; see "rostro visitors changes".`,
          )
        await actions.undo(change.id, typedNow())
        terminal.print(`Undone: ${changeWord(change)}.`)
      }),
    )
}

/** @throws RostroError consent_missing */
async function askConsent(context: Context, store: Store, name: string): Promise<string> {
  const { consentText } = await keptSettings(store)
  if (context.terminal.interactive) {
    const text = consentText
      ? /^(y|yes)$/i.test(await ask(context, `Did ${name} agree to this? "${consentText}" [y/N] `)) && consentText
      : await ask(context, `What did ${name} agree to, and how? `)
    if (text) return text
  }
  throw new RostroError('consent_missing', `Nobody is registered without agreeing: say with --consent what ${name} agreed to.`)
}

/** All are looked up first: a wrong number changes nobody. */
async function findAll(store: Store, all: readonly string[]): Promise<Visitor[]> {
  const found = new Map<string, Visitor>()
  for (const who of all) {
    const visitor = await findVisitor(store, who)
    found.set(visitor.id, visitor)
  }
  return [...found.values()]
}

const idsOf = (visitors: readonly Visitor[]): string[] => visitors.map(({ id }) => id)

const named = (visitors: readonly Visitor[]): string =>
  `Visitor${visitors.length === 1 ? '' : 's'} ${visitors.map(({ number }) => number).join(', ')}`
