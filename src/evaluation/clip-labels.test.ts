import { expect, test } from 'vitest'
import { appearanceAt, parseClipLabels } from './clip-labels.ts'

const anna = { name: 'Anna', fromS: 1, toS: 2.5, x: [100, 200], y: [50, 80], frontal: true }
const file = (...appearances: object[]) => JSON.stringify({ about: 'made up', appearances })

test('who is where and when is read in milliseconds and pixels', () => {
  expect(parseClipLabels(file(anna), 'labels.json')).toEqual([
    { name: 'Anna', fromMs: 1000, toMs: 2500, x: [100, 200], y: [50, 80], frontal: true },
  ])
})

test.each([
  ['no JSON', '{', 'the file'],
  ['a list', '[]', 'the file'],
  ['a name missing', file({ ...anna, name: '' }), 'appearances.0.name'],
  ['a span that ends before it begins', file({ ...anna, toS: 0.5 }), 'fromS must lie before toS'],
  ['places the wrong way round', file({ ...anna, x: [200, 100] }), 'from the smaller to the larger'],
  ['a field nobody knows', file({ ...anna, color: 'red' }), 'color'],
])('%s is refused, saying where', (_, text, where) => {
  expect(() => parseClipLabels(text, 'labels.json')).toThrow(where)
  expect(() => parseClipLabels(text, 'labels.json')).toThrow('labels.json does not say who is where')
})

test('a face belongs to whoever is there at that time and place', () => {
  const labels = parseClipLabels(file(anna), 'labels.json')
  expect(appearanceAt(labels, 1500, { x: 150, y: 60 })?.name).toBe('Anna')
  expect(appearanceAt(labels, 2600, { x: 150, y: 60 })).toBeUndefined()
  expect(appearanceAt(labels, 1500, { x: 250, y: 60 })).toBeUndefined()
})
