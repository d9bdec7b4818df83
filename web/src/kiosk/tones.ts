// What a kiosk sounds like: short tones made here, no files. Silent until the browser allows sound, and when muted.

import type { DoorView } from '../../../src/client.ts'

export type Sound = 'step' | 'opened' | 'refused'

/** Pitches in Hz, one after the other: rising is good, falling is not. */
const NOTES: Readonly<Record<Sound, readonly number[]>> = { step: [880], opened: [523, 659, 784], refused: [330, 220] }
const NOTE_S = 0.14
const LOUDNESS = 0.18

/** What is heard when this view follows that one. */
export function soundOf(before: DoorView | undefined, after: DoorView): Sound | undefined {
  if (before === undefined) return undefined
  if (after.state !== before.state) {
    if (after.state === 'opened') return 'opened'
    if (after.state === 'refused' || after.state === 'fault' || after.state === 'locked') return 'refused'
    return before.state === 'challenge' && after.state === 'factor' ? 'step' : undefined
  }
  return after.step && before.step && after.step.index > before.step.index ? 'step' : undefined
}

export class Tones {
  #context: AudioContext | undefined

  /** Browsers allow sound from the first touch or key on. */
  async wake(): Promise<void> {
    this.#context ??= new AudioContext()
    if (this.#context.state === 'suspended') await this.#context.resume()
  }

  play(sound: Sound): void {
    const context = this.#context
    if (context?.state !== 'running') return
    for (const [i, pitch] of NOTES[sound].entries()) {
      const [from, until] = [context.currentTime + i * NOTE_S, context.currentTime + (i + 1) * NOTE_S]
      const tone = new OscillatorNode(context, { type: 'sine', frequency: pitch })
      const gain = new GainNode(context, { gain: 0 })
      gain.gain.setValueAtTime(0, from)
      gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.01)
      gain.gain.linearRampToValueAtTime(0, until)
      tone.connect(gain).connect(context.destination)
      tone.start(from)
      tone.stop(until)
    }
  }

  async close(): Promise<void> {
    await this.#context?.close()
    this.#context = undefined
  }
}
