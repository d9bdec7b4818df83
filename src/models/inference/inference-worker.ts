// The thread that runs networks, one run after the other, so that nobody else has to wait while the processor computes.

import { parentPort } from 'node:worker_threads'
import { toCarried } from '../../core/carried-error.ts'
import { openSession, type Session } from '../session.ts'
import type { Answer, Ask } from './messages.ts'

function tell(answer: Answer, buffers: readonly ArrayBufferLike[] = []): void {
  parentPort?.postMessage(answer, buffers as ArrayBuffer[])
}

async function take(ask: Ask, sessions: Map<number, Session>): Promise<void> {
  if (ask.type === 'open') {
    const session = await openSession(ask.model, ask.options)
    sessions.set(ask.network, session)
    const { device, inputDims, outputNames } = session
    tell({ type: 'opened', id: ask.id, opened: { device, inputDims, outputNames } })
    return
  }
  const session = sessions.get(ask.network)
  if (!session) throw new Error(`Network ${ask.network} is not open in this thread.`)
  const { data } = ask.input
  const outputs = await session.run(ask.input)
  const buffers = Object.values(outputs).map(output => output.data.buffer)
  tell({ type: 'ran', id: ask.id, outputs, room: data }, [...buffers, data.buffer])
}

const opened = new Map<number, Session>()
parentPort?.on('message', (ask: Ask) => {
  take(ask, opened).catch((error: unknown) => {
    tell({ type: 'failed', id: ask.id, error: toCarried(error) })
  })
})
