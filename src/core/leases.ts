// What several servers on one store share out among themselves: each lease has one holder, who says again and again that they are there.

export interface Lease {
  /** What is held: a camera, a task, or a place among the servers. */
  readonly name: string
  readonly holder: string
  /**
   * Counts up as long as the holder lives. Whoever sees it stand still by their own clock may take the lease: no two clocks
   * are compared. A lease that was given up and is taken again begins to count anywhere, so that it is not like one seen before.
   */
  readonly renewals: number
  /** What people call the holder. */
  readonly about: string
}

/** Every method is one transaction. @throws RostroError store_* */
export interface Leases {
  list(): Promise<readonly Lease[]>
  /**
   * Takes a lease nobody has, or one that still is as it was `seen`.
   * @returns whether it is the holder's now; a lease that is theirs already is not taken again
   */
  take(lease: Omit<Lease, 'renewals'>, seen: Lease | undefined): Promise<boolean>
  /** Counts up all of a holder's leases. @returns their names: one that is missing was taken by somebody else */
  renew(holder: string): Promise<readonly string[]>
  /** What somebody else holds by now stays theirs. Without names all of the holder's. */
  release(holder: string, names?: readonly string[]): Promise<void>
}
