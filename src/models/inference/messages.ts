// What is said between whoever wants networks run and a thread that runs them.

import type { CarriedError } from '../../core/carried-error.ts'
import type { Session, SessionOptions, Tensor } from '../session.ts'

export type Ask =
  | {
      readonly type: 'open'
      readonly id: number
      readonly network: number
      readonly model: Uint8Array
      readonly options: SessionOptions
    }
  | { readonly type: 'run'; readonly id: number; readonly network: number; readonly input: Tensor }

/** What is known of a network once it is open. */
export type Opened = Pick<Session, 'device' | 'inputDims' | 'outputNames'>

export type Outputs = Readonly<Record<string, Tensor>>

export type Answer =
  | { readonly type: 'opened'; readonly id: number; readonly opened: Opened }
  /** `room`: the memory of the input, given back. */
  | { readonly type: 'ran'; readonly id: number; readonly outputs: Outputs; readonly room: Float32Array }
  | { readonly type: 'failed'; readonly id: number; readonly error: CarriedError }
