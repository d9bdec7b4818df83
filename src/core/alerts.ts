// Alerts as they are kept until everybody was told, rules and targets beside them, and the port that keeps all of it.

/** Something to tell the world, written down before anybody is told. */
export interface Notice {
  /** Grows: a cursor to go on from. */
  readonly sequence: number
  /** The same at every attempt: what a receiver knows it by. */
  readonly id: string
  readonly at: Date
  /** JSON. */
  readonly body: string
}

export interface Delivery {
  readonly targetId: string
  /** All up to this one were delivered. */
  readonly position: number
  readonly failures: number
  readonly nextAt: Date | undefined
  readonly lastError: string | undefined
  /** Given up because they waited too long. */
  readonly dropped: number
}

/** Rules and targets are JSON, as they were validated. */
export interface AlertRecord {
  readonly id: string
  readonly body: string
}

export interface Alerts {
  rules(): Promise<readonly AlertRecord[]>
  putRule(rule: AlertRecord): Promise<void>
  /** @throws RostroError rule_not_found */
  deleteRule(ruleId: string): Promise<void>
  targets(): Promise<readonly AlertRecord[]>
  /** A new target begins after the newest notice. */
  putTarget(target: AlertRecord): Promise<void>
  /** @throws RostroError target_not_found */
  deleteTarget(targetId: string): Promise<void>
  /** One alert a rule and visit: a notice whose `once` was used within the last days is not added. @returns those added */
  add(notices: readonly (Omit<Notice, 'sequence'> & { readonly once: string })[]): Promise<readonly Notice[]>
  /** When a notice whose `once` begins like this was last added. */
  lastAt(oncePrefix: string): Promise<Date | undefined>
  since(after: number, limit: number): Promise<readonly Notice[]>
  delivery(targetId: string): Promise<Delivery>
  setDelivery(delivery: Delivery): Promise<void>
  /** The sequence of the newest notice there ever was, 0 before the first. */
  newest(): Promise<number>
  /** Deletes notices made before `at`, and the oldest beyond `most`; targets that still wanted them count them as dropped. */
  expire(at: Date, most: number, wants?: (notice: Notice, targetId: string) => boolean): Promise<void>
}
