// Tables and numbers as the documents write them.

import type { Estimate } from '../../src/core/types.ts'

/** Columns are aligned by Prettier when the document is written. */
export function markdownTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  const numeric = head.map((_, i) => rows.every(row => /^[-–\d<]/.test(String(row[i]))))
  return [line(head), line(numeric.map(right => (right ? '---:' : '---'))), ...rows.map(line)].join('\n')
}

/** `0.98 %`: two digits that mean something. */
export function percent(value: number): string {
  const hundredths = 100 * value
  if (hundredths === 0) return '0 %'
  const digits = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(hundredths))))
  return `${hundredths.toFixed(Math.min(digits, 5))} %`
}

/** `0.98 % (0.51–1.6)` */
export const withInterval = ({ value, low, high }: Estimate): string =>
  `${percent(value)} (${percent(low).replace(' %', '')}–${percent(high).replace(' %', '')})`
