// `rostro store move FROM TO`: people change their database while everybody works on.

import type { Command } from 'commander'
import { moveStore, type MoveStep } from '../../app/backup/move-store.ts'
import { isServerAddress, storePlace } from '../../stores/open-store.ts'
import { withSecrets, type Context } from '../context.ts'
import { plural } from '../wording.ts'

const STEPS: Readonly<Record<MoveStep, string>> = {
  copying: 'copied',
  following: 'that changed brought over',
  comparing: 'compared',
}

export function addStore(program: Command, { terminal, env, signal }: Context): void {
  const store = program.command('store').description('where people are kept')

  store
    .command('move')
    .argument('<from>', 'a file, postgres://… or mysql://…; ${NAME} in it is taken from the environment')
    .argument('<to>', 'the same, of a place where nobody is kept yet')
    .description('move everything to another database, while servers work with the first')
    .action(async (from: string, to: string) => {
      const [source, target] = [withSecrets(from, env), withSecrets(to, env)]
      const state = { step: '', rows: 0, shownAtMs: 0 }
      const { people, rows, stillMs } = await moveStore({
        ...{ from: source, to: target, signal },
        onProgress: (step, count) => {
          if (step !== state.step) Object.assign(state, { step, rows: 0 })
          state.rows += count
          if (performance.now() - state.shownAtMs < 250) return
          state.shownAtMs = performance.now()
          terminal.status(`${state.rows} rows ${STEPS[step]} …`)
        },
      })
      terminal.print(
        `Moved ${plural(people, 'person', 'people')} (${rows} rows, each compared) to ${storePlace(target)}; writers waited ${(stillMs / 1000).toFixed(1)} s.`,
      )
      terminal.print(
        `${storePlace(source)} takes no changes any more. Set ROSTRO_STORE to the address of the new place${isServerAddress(target) ? '' : ', or put the file where the old one was'}, and start every server again.`,
      )
    })
}
