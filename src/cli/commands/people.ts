// `rostro people`: who is registered, and renaming, merging and deleting them. Needs no networks.

import type { Command } from 'commander'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import type { Person } from '../../core/types.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'
import { withStore } from '../with-store.ts'
import { plural } from '../wording.ts'

export function addPeople(program: Command, { terminal }: Context): void {
  const people = program.command('people').description('list, show, rename, merge and delete people')

  people
    .command('list', { isDefault: true })
    .description('everybody who is registered')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withStore(async store => {
        const all = await store.people()
        if (json) terminal.print(JSON.stringify(all))
        else if (all.length === 0) terminal.print('Nobody is registered yet. Start with: rostro register -n NAME')
        else {
          const rows = all.map(p => [p.name, String(p.references), String(Math.round(p.meanQuality)), day(p.createdAt), p.id])
          for (const line of table([['NAME', 'PHOTOS', 'QUALITY', 'SINCE', 'ID'], ...rows], terminal.colour)) terminal.print(line)
        }
      }),
    )

  people
    .command('show')
    .argument('<person>', 'name or id')
    .description('one person and their photos')
    .option('--json', 'for programs')
    .action((who: string, { json }: { json?: true }) =>
      withStore(async store => {
        const person = await find(store, who)
        const references = await store.references({ personId: person.id })
        const photos = references.map(r => ({
          id: r.id,
          quality: r.quality,
          source: r.source,
          createdAt: r.createdAt,
          space: r.template.space,
        }))
        if (json) {
          terminal.print(JSON.stringify({ ...person, photos }))
          return
        }
        terminal.print(`${person.name}  ${terminal.colour.dim(person.id)}  since ${day(person.createdAt)}`)
        const rows = photos.map(p => [String(Math.round(p.quality)), day(p.createdAt), p.source, p.space])
        for (const line of table([['QUALITY', 'TAKEN', 'FROM', 'EMBEDDING SPACE'], ...rows], terminal.colour))
          terminal.print(line)
      }),
    )

  people
    .command('rename')
    .argument('<person>', 'name or id')
    .argument('<name>', 'the new name')
    .description('give a person another name')
    .action((who: string, name: string) =>
      withStore(async store => {
        const person = await find(store, who)
        await store.rename(person.id, name)
        terminal.print(`${person.name} is now called ${name.trim()}.`)
      }),
    )

  people
    .command('merge')
    .argument('<from>', 'name or id of the person who goes')
    .argument('<into>', 'name or id of the person who stays and gets the photos')
    .description('two entries that are one person become one')
    .action((from: string, into: string) =>
      withStore(async store => {
        const [goes, stays] = [await find(store, from), await find(store, into)]
        if (goes.id === stays.id) throw new RostroError('usage_invalid', `"${from}" and "${into}" are the same person already.`)
        await store.merge(goes.id, stays.id)
        terminal.print(`${goes.name} is now part of ${stays.name}.`)
      }),
    )

  people
    .command('delete')
    .argument('<people...>', 'names or ids')
    .description('delete people with everything kept of them; there is no way back')
    .action((all: string[]) =>
      withStore(async store => {
        // All are looked up first: a wrong name deletes nobody.
        const found = new Map<string, Person>()
        for (const who of all) {
          const person = await find(store, who)
          found.set(person.id, person)
        }
        for (const id of found.keys()) await store.deletePerson(id)
        const names = Array.from(found.values(), person => person.name)
        terminal.print(`Deleted ${plural(names.length, 'person', 'people')}: ${names.join(', ')}.`)
      }),
    )
}

async function find(store: Store, who: string): Promise<Person> {
  const person = await store.findPerson(who)
  if (!person) throw new RostroError('person_not_found', `There is nobody called "${who}"; see "rostro people list".`)
  return person
}

const day = (date: Date): string => date.toISOString().slice(0, 10)
