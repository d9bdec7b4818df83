// What was asked of visitors and whether it is met: one line an aim, with the figure that says so.

import { markdownTable } from '../accuracy/markdown.ts'

export interface Aim {
  readonly asked: string
  readonly networks: string
  readonly got: string
  readonly met: boolean
}

export const aimsTable = (aims: readonly Aim[]): string =>
  markdownTable(
    ['asked', 'networks', 'got', ''],
    aims.map(({ asked, networks, got, met }) => [asked, networks, got, met ? 'met' : '**missed**']),
  )
