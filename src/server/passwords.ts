// Hashes passwords, a few at a time; comparing takes as long for an account that does not exist.

import { hashSecret, isSecret, USUAL_COST } from '../core/secret-hash.ts'
import { Gate } from './gate.ts'

export interface Passwords {
  /** @throws RostroError too_many_requests */
  hash(password: string): Promise<string>
  /** `hash` undefined does the same work and answers false. @throws RostroError too_many_requests */
  matches(password: string, hash: string | undefined): Promise<boolean>
}

/** @param cost log2 of N */
export function createPasswords(cost: number = USUAL_COST): Passwords {
  const gate = new Gate({ running: 2, waiting: 32 })
  return {
    hash: password => gate.run('', () => hashSecret(password, cost)),
    matches: (password, hash) => gate.run('', () => isSecret(password, hash, cost)),
  }
}
