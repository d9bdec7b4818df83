import { describe, expect, test } from 'vitest'
import { drawLine, inAngle, inWay, lineProblem, MOST_LINES, openLines, type LineDrawing, type LineStep } from './lines.ts'

const from = { x: 0.2, y: 0.5 }
const to = { x: 0.8, y: 0.5 }
const drawn = (start: LineDrawing, ...steps: readonly LineStep[]) => steps.reduce(drawLine, start)
const one = openLines([{ name: 'Door', from, to }])

describe('drawing a line', () => {
  test('begins with one across the picture that is then open', () => {
    const drawing = drawn(openLines([]), { type: 'add', name: 'Door' })
    expect(drawing.line).toBe(0)
    expect(lineProblem(drawing.lines, 0)).toBeUndefined()
    expect(inWay(drawing.lines[0]!, 16 / 9)).toBe('down')
  })

  test('puts the nearer end where somebody clicks, and goes on with it', () => {
    const drawing = drawn(
      one,
      { type: 'select', line: 0 },
      { type: 'put', at: { x: 0.9, y: 0.9 } },
      { type: 'move', to: { x: 1.4, y: -0.2 } },
    )
    expect(drawing.lines[0]).toEqual({ name: 'Door', from, to: { x: 1, y: 0 } })
  })

  test('moves the chosen end by keys, and nothing while none is chosen', () => {
    const open = drawn(one, { type: 'select', line: 0 })
    expect(drawn(open, { type: 'nudge', by: { x: 0.1, y: 0 } }).lines).toEqual(one.lines)
    const chosen = drawn(open, { type: 'select', line: 0, end: 'from' }, { type: 'nudge', by: { x: 0.1, y: 0 } })
    expect(chosen.lines[0]?.from).toEqual({ x: 0.3, y: 0.5 })
  })

  test('turns which way is in by exchanging its ends', () => {
    const turned = drawn(one, { type: 'select', line: 0 }, { type: 'turn' })
    expect(turned.lines[0]).toEqual({ name: 'Door', from: to, to: from })
    expect([inWay(one.lines[0]!, 1), inWay(turned.lines[0]!, 1)]).toEqual(['down', 'up'])
  })

  test('ends at as many lines as a camera may have, and forgets one that is removed', () => {
    const full = Array.from({ length: MOST_LINES + 3 }, (_, i): LineStep => ({ type: 'add', name: `Line ${i}` }))
    expect(drawn(openLines([]), ...full).lines).toHaveLength(MOST_LINES)
    expect(drawn(one, { type: 'remove', line: 0 })).toEqual(openLines([]))
  })
})

test('a line without a name of its own, or without length, is not finished', () => {
  const twice = [...one.lines, { name: ' Door ', from, to }]
  expect(lineProblem(twice, 1)).toBe('same_name')
  expect(lineProblem([{ name: ' ', from, to }], 0)).toBe('no_name')
  expect(lineProblem([{ name: 'Door', from, to: { x: 0.21, y: 0.5 } }], 0)).toBe('too_short')
})

describe('which way is in', () => {
  test('is the right of whoever looks along the line, as the server counts', () => {
    expect(inAngle({ from: { x: 0, y: 0 }, to: { x: 1, y: 0 } }, 1)).toBe(90)
    expect(inWay({ from: { x: 0.5, y: 1 }, to: { x: 0.5, y: 0 } }, 1)).toBe('right')
    expect(inWay({ from: { x: 0.5, y: 0 }, to: { x: 0.5, y: 1 } }, 1)).toBe('left')
  })

  test('stands upright on the line as the picture shows it', () => {
    expect(inAngle({ from: { x: 0, y: 0 }, to: { x: 0.5, y: 1 } }, 2)).toBeCloseTo(135)
  })
})
