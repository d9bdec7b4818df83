// Lots drawn for a measurement: from a seed, so that the same data give the same figures.

/** So many of them, each at most once, in random order (Fisher & Yates). All when there are fewer. */
export function draw<T>(items: readonly T[], count: number, random: () => number): T[] {
  const left = [...items]
  const drawn: T[] = []
  while (drawn.length < count && left.length > 0) {
    const at = Math.floor(random() * left.length)
    drawn.push(left[at]!)
    left[at] = left.at(-1)!
    left.pop()
  }
  return drawn
}
