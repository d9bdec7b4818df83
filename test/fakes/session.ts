// A network that answers what the test says, and remembers what it was asked.

import type { Session, Tensor } from '../../src/models/session.ts'

export interface FakeSession extends Session {
  readonly asked: Tensor[]
}

export function fakeSession(
  inputDims: readonly (number | undefined)[],
  answer: (input: Tensor) => Readonly<Record<string, Tensor>>,
  outputNames: readonly string[] = [],
): FakeSession {
  const asked: Tensor[] = []
  return {
    device: 'cpu',
    inputDims,
    outputNames,
    asked,
    room: length => new Float32Array(length),
    run(input) {
      asked.push(input)
      return Promise.resolve(answer(input))
    },
    close: () => Promise.resolve(),
  }
}
