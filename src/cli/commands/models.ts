// `rostro models`: which packs there are, getting them, choosing one, checking every byte.

import { Option, type Command } from 'commander'
import { openModels } from '../../app/open-rostro.ts'
import { RostroError } from '../../core/errors.ts'
import { DEVICES } from '../../models/session.ts'
import { pullStatus, type Context } from '../context.ts'
import { lastColumnOf, megabytes, table } from '../terminal.ts'
import { useBefore, usePack, type UseOptions } from './use-pack.ts'

export function addModels(program: Command, context: Context): void {
  const { terminal, signal } = context
  const models = program.command('models').description('list, pull, choose, add, verify and remove model packs')

  models
    .command('list', { isDefault: true })
    .description('all packs: which are here, which is in use, who may use them')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: true }) => {
      const packs = await openModels().list()
      if (json) {
        terminal.print(JSON.stringify(packs))
        return
      }
      const rows = packs.map(({ manifest, state, current, bytes }) => [
        `${current ? '* ' : '  '}${manifest.name}`,
        state,
        megabytes(bytes),
        manifest.licence.whoMayUse,
      ])
      const all = [['  PACK', 'STATE', 'SIZE', 'WHO MAY USE IT'], ...rows]
      for (const line of table(all, terminal.colour)) terminal.print(line, lastColumnOf(all))
    })

  models
    .command('pull')
    .argument('<pack>')
    .description('download a pack and verify every file')
    .action(async (name: string) => {
      const pack = await openModels().pull(name, { onProgress: pullStatus(terminal), signal })
      terminal.print(`${pack.name} is here and verified. ${pack.licence.whoMayUse}`)
    })

  const use = models
    .command('use')
    .argument('<pack>')
    .description('go over to this pack: embed everybody with it, compare on past events, ask, switch')
    .option('--prepare', 'embed and compare only; never switch')
  const back = models.command('back').description('go back to the pack that was in use before')
  for (const command of [use, back]) {
    command
      .option('--yes', 'switch without asking')
      .addOption(new Option('--device <device>', 'what to embed on').choices(['auto', ...DEVICES]).default('auto'))
  }
  use.action((name: string, options: UseOptions) => usePack(context, name, options))
  back.action((options: UseOptions) => useBefore(context, options))

  models
    .command('add')
    .argument('<dir>', 'a folder with rostro-pack.json, or with the files of a known pack')
    .description('add a pack from a folder, without internet')
    .action(async (dir: string) => {
      const added = await openModels().addFolder(dir)
      for (const { name } of added) terminal.print(`Added ${name}. Use it with: rostro models use ${name}`)
    })

  models
    .command('verify')
    .argument('[pack]')
    .description('hash every file of one pack, or of all that are here')
    .action(async (name: string | undefined) => {
      const checks = await openModels().verify(name)
      for (const { pack, file, state, expectedSha256, actualSha256 } of checks) {
        const found = state === 'corrupt' ? `  expected ${expectedSha256}, found ${actualSha256 ?? 'nothing'}` : ''
        terminal.print(`${state === 'ok' ? terminal.colour.green('ok') : terminal.colour.red(state)}  ${pack}/${file}${found}`)
      }
      if (checks.length === 0) terminal.print('No pack is here yet; the first use pulls the default one.')
      const wrong = checks.filter(c => c.state !== 'ok')
      const first = wrong[0]
      if (first) {
        const code = first.state === 'corrupt' ? 'model_corrupt' : 'model_missing'
        throw new RostroError(
          code,
          `${wrong.length} of ${checks.length} files are not as they should be; run "rostro models pull ${first.pack}".`,
        )
      }
    })

  models
    .command('remove')
    .argument('<pack>')
    .description('delete the files of a pack')
    .action(async (name: string) => {
      await openModels().remove(name)
      terminal.print(`${name} is removed.`)
    })
}
