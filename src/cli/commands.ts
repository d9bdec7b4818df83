// Which files a command needs: those of the others are not loaded, which is half of a second and 40 MB at each start (docs/performance.md).

import type { Command } from 'commander'
import type { Context } from './context.ts'

export type AddCommand = (program: Command, context: Context) => void

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<readonly AddCommand[]>>> = {
  start: async () => [(await import('./commands/start.ts')).addStart],
  serve: async () => [(await import('./commands/serve.ts')).addServe],
  register: async () => [(await import('./commands/register.ts')).addRegister],
  recognize: async () => [(await import('./commands/recognize.ts')).addRecognize],
  threshold: async () => [(await import('./commands/threshold.ts')).addThreshold],
  replay: async () => [(await import('./commands/replay.ts')).addReplay],
  import: async () => [(await import('./commands/import.ts')).addImport],
  export: async () => [(await import('./commands/export.ts')).addExport],
  backup: async () => [(await import('./commands/backup.ts')).addBackup],
  restore: async () => [(await import('./commands/restore.ts')).addRestore],
  store: async () => [(await import('./commands/store.ts')).addStore],
  people: async () => [(await import('./commands/people.ts')).addPeople],
  visitors: async () => [(await import('./commands/visitors.ts')).addVisitors],
  visits: async () => [(await import('./commands/visits.ts')).addVisits],
  place: async () => [(await import('./commands/place.ts')).addPlace],
  doors: async () => [(await import('./commands/doors.ts')).addDoors],
  models: async () => [
    (await import('./commands/models.ts')).addModels,
    (await import('./commands/models-calibrate.ts')).addModelsCalibrate,
    (await import('./commands/models-quantize.ts')).addModelsQuantize,
  ],
  eval: async () => [(await import('./commands/eval/eval.ts')).addEval],
  audit: async () => [(await import('./commands/audit.ts')).addAudit],
  seal: async () => [(await import('./commands/seal.ts')).addSeal],
  doctor: async () => [(await import('./commands/doctor.ts')).addDoctor],
  bench: async () => [(await import('./commands/bench.ts')).addBench],
  demo: async () => [(await import('./commands/demo.ts')).addDemo],
}

export const allCommands = async (): Promise<readonly AddCommand[]> =>
  (await Promise.all(Object.values(COMMANDS).map(load => load()))).flat()

/** The command that was typed; where none or another was, all of them: for the help, and to say what there is. */
export function commandsFor(words: readonly string[]): Promise<readonly AddCommand[]> {
  const named = words.find(word => !word.startsWith('-'))
  return named !== undefined && Object.hasOwn(COMMANDS, named) ? COMMANDS[named]!() : allCommands()
}
