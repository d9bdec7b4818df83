import { expect, test } from 'vitest'
import { measurePad, type PadMeasured } from './pad-report.ts'
import type { Assessed } from './pad.ts'

const presentation = (isAttack: boolean, species: string, subject: string, answer: Assessed['answer']): Assessed => ({
  image: `${subject}.jpg`,
  isAttack,
  species,
  subject,
  answer,
})
const live = (liveness: number) => ({ liveness })
/** Ten people: a bona fide photo and a print of each; one print in ten looks live. */
const tenPeople = Array.from({ length: 10 }, (_, i) => [
  presentation(false, '-', `s${i}`, live(0.9)),
  presentation(true, 'print', `s${i}`, live(i === 0 ? 0.95 : 0.1)),
]).flat()

const measure = ({ assessed = tenPeople, ...changes }: Partial<PadMeasured> & { assessed?: readonly Assessed[] } = {}) =>
  measurePad({ pack: 'p', list: 'l.tsv', judges: [{ network: 'net', assessed }], bpcer: 0.05, seed: 1, leftOut: [], ...changes })
const figure = (measured: ReturnType<typeof measure>, metric: string, settings: Record<string, string> = {}) =>
  measured.figures.find(
    f =>
      f.metric === metric &&
      !('interval' in f.settings) &&
      Object.entries(settings).every(([key, value]) => f.settings[key] === value),
  )

test('a threshold fixed beforehand is measured on everybody', () => {
  const measured = measure({ threshold: 0.5 })
  expect(figure(measured, 'APCER', { species: 'print' })).toMatchObject({ value: 0.1, n: 10, pack: 'p' })
  expect(figure(measured, 'BPCER')).toMatchObject({ value: 0, low: 0, n: 10 })
  expect(measured.summary[0]).toBe(
    'Attacks before a camera (threshold 0.500, fixed beforehand): of the worst species, print, 10.0 % (0.3 to 44.5) of 10 pass; 0.0 % (0.0 to 30.8) of 10 bona fide presentations are turned away. AUC 0.900 (0.700 to 1.000), equal error rate 10.0 % (0.0 to 30.0).',
  )
})

test('each half of the subjects is judged by the threshold of the other', () => {
  const measured = measure()
  expect(figure(measured, 'APCER', { species: 'print' })).toMatchObject({ n: 10 })
  expect(measured.summary[0]).toContain('0.500 and 0.500, each chosen for a BPCER of 5.0 % on the other half of the subjects')
  expect(figure(measured, 'AUC')).toMatchObject({ value: 0.9, n: 20 })
})

test('every rate comes with the interval of subjects drawn anew as well', () => {
  const both = measure({ threshold: 0.5 }).figures.filter(f => f.metric === 'APCER')
  expect(both.map(f => [f.value, f.n, f.settings['interval']])).toEqual([
    [0.1, 10, undefined],
    [0.1, 10, 'subjects drawn anew'],
  ])
})

test('the worst species is named, and so is every one there was', () => {
  const measured = measure({
    threshold: 0.5,
    assessed: [...tenPeople, presentation(true, 'replay', 's1', live(0.8))],
  })
  expect(figure(measured, 'APCER, worst species')).toMatchObject({ value: 1, n: 1, settings: { species: 'replay' } })
  expect(measured.summary).toContain('Attacks in this list: print (10), replay (1). Nothing is said about any other.')
})

test('synthetic attacks are reported apart, beside the same bona fide presentations', () => {
  const synthetic = Array.from({ length: 4 }, (_, i) => presentation(true, 'synthetic-phone', `s${i}`, live(0.99)))
  const measured = measure({ threshold: 0.5, assessed: [...tenPeople, ...synthetic] })
  const worst = (attacks: string) => figure(measured, 'APCER, worst species', { attacks })
  expect([worst('real')?.value, worst('synthetic')?.value]).toEqual([0.1, 1])
  expect(measured.tables.map(table => table.title).slice(0, 2)).toEqual([
    'Attacks before a camera',
    'Synthetic attacks: computed, never before a camera',
  ])
  expect(JSON.parse(JSON.stringify(measured.curves))).toEqual(measured.curves)
  expect(measured.curves?.map(curve => [curve.attacks, curve.points.length > 1])).toEqual([
    ['real', true],
    ['synthetic', true],
  ])
})

test('every network is measured by itself, the product by the last', () => {
  const blind = tenPeople.map(one => ({ ...one, answer: live(0.5) }))
  const judges = [
    { network: 'blind', assessed: blind },
    { network: 'fused', assessed: tenPeople },
  ]
  const measured = measure({ judges })
  const auc = (network: string) => figure(measured, 'AUC', { network })?.value
  expect([auc('blind'), auc('fused')]).toEqual([0.5, 0.9])
  expect(measured.summary[0]).toContain('(fused, threshold')
})

test("the pack's own thresholds say who is called what", () => {
  const thresholds = { attackBelow: 0.2, bonaFideFrom: 0.92 }
  const measured = measure({ thresholds })
  const [print, bonaFide] = measured.tables.at(-2)!.rows
  expect(print).toEqual(['print', '90.0 % (55.5 to 99.7)', '0.0 % (0.0 to 30.8)', '10.0 % (0.3 to 44.5)', 10])
  expect(bonaFide).toEqual(['bona fide', '0.0 % (0.0 to 30.8)', '100.0 % (69.2 to 100.0)', '0.0 % (0.0 to 30.8)', 10])
})

test('what got no answer is counted apart, by its reason', () => {
  const unanswered = [
    presentation(true, 'print', 's1', { unanswered: 'no_face' }),
    presentation(true, 'print', 's2', { unanswered: 'too_small' }),
    presentation(false, '-', 's3', { unanswered: 'cut_off' }),
  ]
  const measured = measure({ threshold: 0.5, assessed: [...tenPeople, ...unanswered] })
  expect(figure(measured, 'APCER', { species: 'print' })).toMatchObject({ n: 10 })
  expect(figure(measured, 'APNRR', { species: 'print' })).toMatchObject({ value: 2 / 12, n: 12 })
  expect(figure(measured, 'BPNRR')).toMatchObject({ value: 1 / 11, n: 11 })
  expect(measured.tables.at(-1)!.rows).toEqual([
    ['net', 'print', 12, 1, 0, 1],
    ['net', 'bona fide', 11, 0, 1, 0],
  ])
})

test('too few subjects to split need a threshold', () => {
  const one = tenPeople.filter(p => p.subject === 's1')
  expect(() => measure({ assessed: one })).toThrow('give one with --threshold')
  expect(figure(measure({ assessed: one, threshold: 0.5 }), 'AUC')).toMatchObject({ value: 1, low: null, high: null })
})
