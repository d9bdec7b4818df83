// A challenge: movements the server asks for in an order nobody could know beforehand. Values only.

/** Left and right as the person who moves means them, not as the picture shows them. */
export const CHALLENGE_ACTIONS = [
  'turn_left',
  'turn_right',
  'look_up',
  'look_down',
  'blink',
  'move_closer',
  /** The dot goes to one side of the screen, the face follows it. */
  'follow_dot',
] as const
export type ChallengeAction = (typeof CHALLENGE_ACTIONS)[number]

/** Colours the page lights the face with, strongly different in hue. */
export const CHALLENGE_COLOURS = ['red', 'green', 'blue', 'white'] as const
export type ChallengeColour = (typeof CHALLENGE_COLOURS)[number]

export interface ChallengeStep {
  readonly action: ChallengeAction
  /** Where the dot goes, for `follow_dot`: in shares of the screen, 0–1, as the person sees it. */
  readonly dot?: { readonly x: number; readonly y: number } | undefined
}

/** Made by the server for one attempt on one track; worth nothing after that. */
export interface Challenge {
  /** 128 random bits, hexadecimal: what answers are bound to. */
  readonly nonce: string
  readonly steps: readonly ChallengeStep[]
  /** Shown one after the other while the steps go on, `colourMs` each; none where no screen is there to light a face. */
  readonly colours: readonly ChallengeColour[]
  readonly colourMs: number
  /** From being shown to its movement being done; a movement quicker than `minStepMs` was not an answer. */
  readonly maxStepMs: number
  readonly minStepMs: number
  /** Whole challenge. */
  readonly maxMs: number
}

/** Why a challenge was failed. */
export const CHALLENGE_FAILURES = [
  /** Nothing of what was asked happened in time. */
  'too_slow',
  /** It happened before anybody could have seen what was asked. */
  'too_early',
  /** Another movement than the one asked for. */
  'wrong_movement',
  /** The face was lost, or the picture was cut. */
  'track_lost',
  'several_faces',
  /** Not the same face all the way. */
  'another_face',
  /** The face moves as a flat thing does. */
  'flat',
  'frozen_picture',
  'looping_picture',
  /** The face did not take on the colours in their order. */
  'colours_wrong',
  'expired',
  'looks_like_a_picture',
] as const
export type ChallengeFailure = (typeof CHALLENGE_FAILURES)[number]

export type ChallengeState =
  | {
      readonly state: 'running'
      readonly nonce: string
      /** Index of the step asked for now. */
      readonly step: number
      /** The face first comes back to looking straight ahead: nothing is asked yet. */
      readonly returning: boolean
      readonly endsInMs: number
    }
  | {
      readonly state: 'passed'
      readonly nonce: string
      readonly tookMs: number
      /** `not_seen`: the room is too bright for the screen to show on a face. */
      readonly colours: 'seen' | 'not_seen' | 'not_asked'
    }
  | { readonly state: 'failed'; readonly nonce: string; readonly failure: ChallengeFailure; readonly step: number }
