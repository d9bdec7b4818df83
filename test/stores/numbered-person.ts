// People whose name says all that must be stored of them, so that a test can tell a whole person from half a one.

import type { NewReference, Store } from '../../src/core/ports.ts'
import { dot } from '../../src/core/template.ts'
import type { Person } from '../../src/core/types.ts'
import { referencesOf } from '../contracts/store-fixtures.ts'

export function numberedPerson(prefix: string, number: number): { name: string; references: NewReference[] } {
  const name = `${prefix} ${number}`
  return { name, references: referencesOf(name, 1 + (number % 6)) }
}

/** Whether every reference of a numbered person is there with its template and its crop. */
export async function isWhole(store: Store, { id, name }: Person): Promise<boolean> {
  const [prefix = '', number = ''] = name.split(' ')
  const expected = numberedPerson(prefix, Number(number)).references
  const stored = await store.references({ personId: id })
  return (
    stored.length === expected.length &&
    stored.every(({ template, crop }, i) => {
      const given = expected[i]!
      return dot(template.vector, given.template.vector) > 0.999999 && Buffer.compare(crop, given.crop) === 0
    })
  )
}
