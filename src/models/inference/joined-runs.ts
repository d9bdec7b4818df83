// Runs of one network that wait at the same time, computed as one: faces of several cameras in one batch.

import type { Session, Tensor } from '../session.ts'

type Outputs = Readonly<Record<string, Tensor>>

interface Waiting {
  readonly input: Tensor
  readonly resolve: (outputs: Outputs) => void
  readonly reject: (error: unknown) => void
}

/**
 * Only what waits already is joined: nobody waits for company. Errors are everybody's who was in the run.
 * @param session of a network with a free first dimension, each of whose outputs has a row a picture
 * @param most pictures a run
 */
export function joinedRuns(session: Session, most: number): Session {
  const waiting: Waiting[] = []
  let isWorking = false

  async function work(): Promise<void> {
    isWorking = true
    // What is asked for in this turn of the event loop is asked for at the same time.
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) await answer(takeAlike())
    isWorking = false
  }

  /** The first, and those of its shape as long as there is room. */
  function takeAlike(): readonly Waiting[] {
    const taken: Waiting[] = []
    let pictures = 0
    for (let next = waiting[0]; next; next = waiting[0]) {
      const count = next.input.dims[0]!
      if (taken.length > 0 && (pictures + count > most || !isAlike(next.input, taken[0]!.input))) break
      taken.push(next)
      pictures += count
      waiting.shift()
    }
    return taken
  }

  async function answer(together: readonly Waiting[]): Promise<void> {
    try {
      const all = await runAll(together.map(({ input }) => input))
      for (const [i, { resolve }] of together.entries()) resolve(all[i]!)
    } catch (error) {
      for (const { reject } of together) reject(error)
    }
  }

  async function runAll(inputs: readonly Tensor[]): Promise<readonly Outputs[]> {
    const [first] = inputs
    if (inputs.length === 1) return [await session.run(first!)]
    const counts = inputs.map(({ dims }) => dims[0]!)
    const data = session.room(inputs.reduce((sum, input) => sum + input.data.length, 0))
    let at = 0
    for (const input of inputs) {
      data.set(input.data, at)
      at += input.data.length
    }
    const outputs = await session.run({ data, dims: [sumOf(counts), ...first!.dims.slice(1)] })
    return counts.map((count, i) => rowsOf(outputs, sumOf(counts.slice(0, i)), count, sumOf(counts)))
  }

  return {
    ...session,
    run: input =>
      new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject })
        if (!isWorking) void work()
      }),
  }
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

const isAlike = (one: Tensor, other: Tensor): boolean =>
  one.dims.length === other.dims.length && one.dims.every((size, i) => i === 0 || size === other.dims[i])

function rowsOf(outputs: Outputs, from: number, count: number, all: number): Outputs {
  const part = ({ data, dims }: Tensor): Tensor => {
    const row = data.length / all
    return { data: data.slice(from * row, (from + count) * row), dims: [count, ...dims.slice(1)] }
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, part(output)]))
}
