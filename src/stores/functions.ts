// Functions of standard SQL that a database knows by another name: queries say the standard's, a dialect's compiler what is understood.

import { FunctionNode } from 'kysely'

/** Standard name → name in one database. */
export type Names = Readonly<Record<string, string>>

export const renamed = ({ func, arguments: given }: FunctionNode, names: Names): FunctionNode =>
  FunctionNode.create(names[func] ?? func, given)
