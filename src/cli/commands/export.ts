// `rostro export DIR`: people leave in the open format of docs/export.md, all or some, with their photos or without. Needs no networks.

import type { Command } from 'commander'
import { openModels } from '../../app/open-rostro.ts'
import { exportPeople } from '../../app/people-folder/export-people.ts'
import type { SpaceMade } from '../../app/people-folder/format.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import type { Person } from '../../core/types.ts'
import { embeddingIdentity, embeddingSpace } from '../../models/packs/manifest.ts'
import type { Context } from '../context.ts'
import { bar } from '../terminal.ts'
import { packageVersion } from '../version.ts'
import { typedNow, withStore } from '../with-store.ts'
import { plural } from '../wording.ts'

interface Options {
  readonly person?: readonly string[]
  readonly photos: boolean
  readonly templates: boolean
}

export function addExport(program: Command, { terminal, signal }: Context): void {
  program
    .command('export')
    .argument('<dir>', 'a folder that is not there yet, or empty')
    .description('write people into a folder, for another Rostro or another program')
    .option('--person <people...>', 'only these, by name or id')
    .option('--no-photos', 'leave out the photos: who reads it then needs the same models')
    .option('--no-templates', 'leave out the templates: who reads it then makes them of the photos')
    .action((folder: string, { person, photos: withPhotos, templates: withTemplates }: Options) =>
      withStore(async store => {
        if (!withPhotos && !withTemplates)
          throw new RostroError('usage_invalid', 'Without photos and without templates nothing is left to export.')
        const people = await chosen(store, person)
        const { people: count, photos } = await exportPeople({
          ...{ store, folder, people, withPhotos, withTemplates, signal, rostro: packageVersion(), spaces: await spacesHere() },
          onProgress: done => {
            terminal.status(bar(done / people.length, `${done} of ${plural(people.length, 'person', 'people')}`))
          },
        })
        const detail = JSON.stringify({ people: count, photos: withPhotos ? photos : 0, templates: withTemplates })
        await store.audit.add({ ...typedNow(), action: 'people_exported', detail })
        terminal.print(`Exported ${plural(count, 'person', 'people')} with ${plural(photos, 'photo')} to ${folder}.`)
        terminal.note(
          'Whoever reads this folder has their names and faces: keep it locked away, and delete it when it is done with.',
        )
      }),
    )
}

/** @throws RostroError person_not_found */
async function chosen(store: Store, named: readonly string[] | undefined): Promise<readonly Person[]> {
  if (!named) {
    const everybody = await store.people()
    if (everybody.length === 0) throw new RostroError('person_not_found', 'Nobody is registered, so there is nobody to export.')
    return everybody
  }
  const people = new Map<string, Person>()
  for (const who of named) {
    const person = await store.findPerson(who)
    if (!person) throw new RostroError('person_not_found', `There is nobody called "${who}"; see "rostro people list".`)
    people.set(person.id, person)
  }
  return [...people.values()]
}

/** Of the packs this Rostro knows: what a template was made with is said as long as anybody knows. */
async function spacesHere(): Promise<Readonly<Record<string, SpaceMade>>> {
  const packs = (await openModels().list()).map(({ manifest }) => manifest)
  return Object.fromEntries(
    packs.flatMap(pack => {
      const { embedder, ...made } = embeddingIdentity(pack)
      return embedder === undefined ? [] : [[embeddingSpace(pack), { pack: pack.name, embedder, ...made }]]
    }),
  )
}
