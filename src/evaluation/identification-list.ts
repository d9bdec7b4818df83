// Lists of who is registered, who comes by, and who is a stranger: what is in the file, not what is in the images.

import { RostroError } from '../core/errors.ts'

/** `reference`: the person is registered with it. `probe`: another photo of somebody registered. `stranger`: of nobody registered. */
export const LIST_ROLES = ['reference', 'probe', 'stranger'] as const
type ListRole = (typeof LIST_ROLES)[number]

export interface ListedImage {
  readonly role: ListRole
  readonly person: string
  readonly image: string
}

/**
 * One image a line: role, person, image, with tabs between; lines starting with `#` are comments.
 * @param where the file, for messages
 * @throws RostroError usage_invalid naming the line, or what the list lacks
 */
export function parseIdentificationList(text: string, where: string): ListedImage[] {
  const listed = text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [role, person, image, ...more] = line.split('\t')
    const known = LIST_ROLES.find(r => r === role)
    if (known && person && image && more.length === 0) return [{ role: known, person, image }]
    throw new RostroError(
      'usage_invalid',
      `${where} line ${i + 1} is not "role<TAB>person<TAB>image" with a role of ${LIST_ROLES.join(', ')}: ${line.slice(0, 80)}`,
    )
  })
  const registered = new Set(listed.filter(l => l.role === 'reference').map(l => l.person))
  if (registered.size < 2) throw new RostroError('usage_invalid', `${where} registers fewer than two people (role reference).`)
  for (const { role, person } of listed) {
    if (role === 'probe' && !registered.has(person))
      throw new RostroError('usage_invalid', `${where} has a probe of ${person}, who has no reference; is that a stranger?`)
    if (role === 'stranger' && registered.has(person))
      throw new RostroError('usage_invalid', `${where} has ${person} both registered and as a stranger.`)
  }
  for (const role of ['probe', 'stranger'] as const) {
    if (!listed.some(l => l.role === role)) throw new RostroError('usage_invalid', `${where} has no line with the role ${role}.`)
  }
  return listed
}
