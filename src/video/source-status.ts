// What a source tells about itself while it runs.

export interface SourceStatus {
  readonly sourceId: string
  /**
   * Live: `online` pictures come; `stalled` none came for too long; `reconnecting` the connection is lost and tried again;
   * `offline` trying again failed too. Recorded: `damaged` something was skipped, the rest is read on.
   * Either: `software` the GPU that was asked for does not decode it, the CPU does.
   */
  readonly state: 'online' | 'stalled' | 'reconnecting' | 'offline' | 'damaged' | 'software'
  /** Plain words without credentials. */
  readonly reason?: string
  /** Until the next attempt. */
  readonly retryInMs?: number
}

export type OnStatus = (status: SourceStatus) => void
