// `rostro import DIR`: a folder per person becomes people, with a report of every photo that was refused and why; or one that was exported.

import { Option, type Command } from 'commander'
import type { Rostro } from '../../app/open-rostro.ts'
import { ON_CONFLICT } from '../../app/people-folder/import-people.ts'
import { isPeopleFolder } from '../../app/people-folder/read-folder.ts'
import { personFolders, type PersonFolder } from '../../app/person-folders.ts'
import {
  knownUnderAnotherName,
  photoFile,
  startEnrolment,
  storeEnrolment,
  tryPhotos,
  type PhotoVerdict,
} from '../../app/register.ts'
import { RostroError } from '../../core/errors.ts'
import { openWithProgress, withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { bar } from '../terminal.ts'
import { plural } from '../wording.ts'
import { importExported, type Choices } from './import-exported.ts'
import { verdictLine } from './register.ts'

type Options = ModelOptions & Pick<Choices, 'onConflict'> & Partial<Choices>

export function addImport(program: Command, context: Context): void {
  const command = program
    .command('import')
    .argument('<dir>', 'exported people, or a folder of photos for each person, named after them')
    .description('register many people at once from a folder')
    .addOption(
      new Option('--on-conflict <what>', 'exported: what becomes of somebody whose name is taken')
        .choices([...ON_CONFLICT])
        .default('skip'),
    )
    .option('--embed-again', 'exported: make templates of the photos, even where there are some')
    .option('--dry-run', 'exported: say what would be done, and do nothing')
  withModelOptions(command).action(async (dir: string, options: Options) => {
    const { onConflict, embedAgain = false, dryRun = false, ...modelOptions } = options
    const isExported = await isPeopleFolder(dir)
    const folders = isExported ? [] : await personFolders(dir)
    if (!isExported && (embedAgain || dryRun || onConflict !== 'skip'))
      throw new RostroError(
        'usage_invalid',
        `${dir} was not exported; --on-conflict, --embed-again and --dry-run are for exported people.`,
      )
    const rostro = await openWithProgress(context, modelOptions)
    try {
      if (isExported) await importExported(context, rostro, dir, { onConflict, embedAgain, dryRun })
      else await importFolders(context, rostro, folders)
    } finally {
      await rostro.close()
    }
  })
}

async function importFolders({ terminal, signal }: Context, rostro: Rostro, folders: readonly PersonFolder[]): Promise<void> {
  const stopped = () => signal.aborted
  const total = folders.reduce((sum, f) => sum + f.photos.length, 0)
  const refused: { name: string; verdict: PhotoVerdict }[] = []
  let done = 0
  let people = 0
  let kept = 0
  for (const { name, photos } of folders) {
    if (stopped()) break
    const enrolment = startEnrolment(rostro)
    for await (const verdict of tryPhotos(enrolment, photos.map(photoFile))) {
      if (!verdict.verdict.kept) refused.push({ name, verdict })
      terminal.status(bar(++done / Math.max(1, total), `${done} of ${total} photos  ${name}`))
      if (stopped()) break
    }
    // A person is stored whole or not at all.
    if (stopped()) break
    if (enrolment.references.length === 0) {
      terminal.note(terminal.colour.yellow(`${name}: no photo was good enough; not registered.`))
      continue
    }
    const other = await knownUnderAnotherName(rostro, name, enrolment)
    if (other)
      terminal.note(
        terminal.colour.yellow(
          `${name} looks like ${other.name} (similarity ${other.similarity.toFixed(2)}): check whether they are one person, and "rostro people merge" if so.`,
        ),
      )
    await storeEnrolment(rostro, name, enrolment)
    people++
    kept += enrolment.references.length
  }
  if (stopped()) terminal.note('Stopped; people named above are registered, the rest are not.')
  for (const { name, verdict } of refused) terminal.note(`${name}:${verdictLine(verdict, terminal.colour)}`)
  terminal.print(
    `Imported ${plural(people, 'person', 'people')} with ${plural(kept, 'photo')}; ${plural(refused.length, 'photo')} refused.`,
  )
  if (people === 0 && !stopped())
    throw new RostroError('nothing_enrolled', 'Nobody could be registered: no photo was good enough.')
}
