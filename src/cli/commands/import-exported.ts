// `rostro import DIR` of a folder that `rostro export` wrote: who came, who was left out, and why.

import { embedCrop } from '../../app/embed-crop.ts'
import type { Rostro } from '../../app/open-rostro.ts'
import { importPeople, type ImportedPerson, type ImportOptions } from '../../app/people-folder/import-people.ts'
import { openPeopleFolder } from '../../app/people-folder/read-folder.ts'
import { RostroError } from '../../core/errors.ts'
import { toCrop } from '../../video/to-crop.ts'
import type { Context } from '../context.ts'
import { bar } from '../terminal.ts'
import { plural } from '../wording.ts'

export type Choices = Pick<ImportOptions, 'onConflict' | 'embedAgain' | 'dryRun'>

export async function importExported(
  { terminal, signal }: Context,
  rostro: Rostro,
  dir: string,
  choices: Choices,
): Promise<void> {
  const folder = await openPeopleFolder(dir)
  const { store, networks, pack } = rostro
  const all = importPeople(folder, {
    ...{ ...choices, store, signal, toCrop },
    space: networks.embedder.space,
    dimensions: pack.networks.embedder.dimensions,
    embed: picture => embedCrop(picture, networks),
  })
  const counts = { added: 0, merged: 0, renamed: 0, skipped: 0, refused: 0 }
  const sum = { seen: 0, photos: 0, embedded: 0 }
  for await (const one of all) {
    counts[one.outcome]++
    sum.photos += one.photos
    sum.embedded += one.embedded
    for (const line of lines(one)) terminal.note(line)
    terminal.status(bar(++sum.seen / folder.people, `${sum.seen} of ${plural(folder.people, 'person', 'people')}`))
  }
  if (signal.aborted) terminal.note('Stopped; each person is here whole or not at all. Import again to go on.')
  const came = counts.added + counts.merged + counts.renamed
  const parts = [
    ...(counts.merged > 0 ? [`${counts.merged} to people who were here`] : []),
    ...(counts.renamed > 0 ? [`${counts.renamed} under another name`] : []),
  ]
  terminal.print(
    `${choices.dryRun ? 'Would import' : 'Imported'} ${plural(came, 'person', 'people')} with ${plural(sum.photos, 'photo')}${
      parts.length > 0 ? ` (${parts.join(', ')})` : ''
    }, ${sum.embedded} of them embedded here; ${counts.skipped} left out because the name is taken, ${counts.refused} refused.`,
  )
  if (came === 0 && counts.skipped === 0 && counts.refused > 0)
    throw new RostroError('nothing_enrolled', 'Nobody could be imported; the reasons stand above.')
}

/** Names come from a file: quoted, so that nothing in them reaches the terminal as more than letters. */
function lines({ name, as, outcome, problems }: ImportedPerson): string[] {
  const who = JSON.stringify(name)
  return [
    ...(outcome === 'skipped' ? [`${who}: left out, somebody here has this name.`] : []),
    ...(outcome === 'renamed' ? [`${who}: now called ${JSON.stringify(as)}.`] : []),
    ...(outcome === 'refused' ? [`${who}: refused.`] : []),
    ...problems.map(problem => `${who}: ${problem}`),
  ]
}
