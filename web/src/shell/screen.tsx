// A part of the page whose code comes when it is first wanted. Not React's lazy(): Suspense holds what has come back until its
// placeholder was to be seen for 300 ms.

import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ComponentType, ReactNode } from 'react'
import type { StringRouteParams } from 'wouter'

type Params = Readonly<Record<string, string | undefined>>

export interface Screen {
  /** As wouter reads it: `/people/:personId`. */
  readonly path: string
  readonly load: () => Promise<{ readonly default: ComponentType<Params> }>
}

/** The parameters of the address are the component's props. */
export const screen = <Path extends string>(
  path: Path,
  load: () => Promise<{ readonly default: ComponentType<StringRouteParams<Path>> }>,
): Screen => ({ path, load: load as Screen['load'] })

export const codeOf = ({ path, load }: Screen) =>
  queryOptions({ queryKey: ['code', path], queryFn: load, staleTime: Infinity, gcTime: Infinity, throwOnError: true })

interface LoadedProps {
  readonly screen: Screen
  readonly params?: Params
  readonly placeholder?: ReactNode
}

export function Loaded({ screen, params, placeholder }: LoadedProps) {
  const { data: code } = useQuery(codeOf(screen))
  return code ? <code.default {...params} /> : placeholder
}
