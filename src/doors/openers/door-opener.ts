// What opens a door once everything was right: called once, never again for the same decision.

export interface DoorOpener {
  /** Resolves once the door was told to open. @throws Error whose message says why it was not, without secrets */
  open(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
