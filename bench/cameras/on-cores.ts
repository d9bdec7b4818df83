// A process started on some of the machine's cores, with what starts it on the others: a small machine within a larger one (Linux, taskset).

import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** @param cores what `start` starts stays on so many; 0: nothing is changed */
export async function onCores<T>(cores: number, start: () => Promise<T>): Promise<T> {
  const all = availableParallelism()
  if (cores === 0) return start()
  if (cores >= all) throw new Error(`This machine has ${all} cores; of them ${cores} leave none for the bench.`)
  const useOnly = (list: string) => execFileSync('taskset', ['-a', '-cp', list, String(process.pid)], { stdio: 'ignore' })
  useOnly(`0-${cores - 1}`)
  try {
    return await start()
  } finally {
    useOnly(`${cores}-${all - 1}`)
  }
}
