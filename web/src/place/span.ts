// How long something took, as short as the locale writes it, on every page that tells of visits.

export const createUnits = (locale: string, unitDisplay: 'short' | 'narrow') =>
  (['hour', 'minute', 'second'] as const).map(unit => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay }))

/** “45 sec”, “3m 20s”, “12 min”, “1h 5m”: ever coarser. */
export function createSpan(locale: string): (seconds: number) => string {
  const units = createUnits(locale, 'short')
  const narrow = createUnits(locale, 'narrow')
  /** Two units together are written as short as can be. */
  const inUnits = (...values: readonly number[]): string => {
    const said = values.map((value, unit) => ({ value, unit })).filter(({ value }) => value > 0)
    return said.map(({ value, unit }) => (said.length > 1 ? narrow : units)[unit]!.format(value)).join(' ')
  }
  return seconds => {
    const whole = Math.round(seconds)
    if (whole < 60) return units[2]!.format(whole)
    if (whole < 600) return inUnits(0, Math.floor(whole / 60), whole % 60)
    const minutes = Math.round(whole / 60)
    return inUnits(Math.floor(minutes / 60), minutes % 60)
  }
}
