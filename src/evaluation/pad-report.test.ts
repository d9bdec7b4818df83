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

const measure = (changes: Partial<PadMeasured> = {}) =>
  measurePad({ pack: 'p', list: 'l.tsv', assessed: tenPeople, bpcer: 0.05, seed: 1, leftOut: [], ...changes })
const figure = (measured: ReturnType<typeof measure>, metric: string, species?: string) =>
  measured.figures.find(f => f.metric === metric && (species === undefined || f.settings['species'] === species))

test('a threshold fixed beforehand is measured on everybody', () => {
  const measured = measure({ threshold: 0.5 })
  expect(figure(measured, 'APCER', 'print')).toMatchObject({ value: 0.1, n: 10, pack: 'p', settings: { threshold: 0.5 } })
  expect(figure(measured, 'BPCER')).toMatchObject({ value: 0, low: 0, n: 10 })
  expect(measured.summary[0]).toBe(
    'At the threshold 0.500 (fixed beforehand), of the worst species, print, 10.0 % (0.3 to 44.5) of 10 attacks pass; 0.0 % (0.0 to 30.8) of 10 bona fide presentations are turned away.',
  )
})

test('a threshold that is chosen is reported on the other half of the subjects', () => {
  const measured = measure()
  expect(figure(measured, 'APCER', 'print')).toMatchObject({ n: 5, settings: { threshold: 0.9 } })
  expect(measured.summary[0]).toContain('chosen for a BPCER of 5.0 % on 10 presentations of 5 other subjects')
  expect(figure(measured, 'AUC')).toMatchObject({ value: 0.9, n: 20 })
})

test('the worst species is named, and so is every one there was', () => {
  const measured = measure({
    threshold: 0.5,
    assessed: [...tenPeople, presentation(true, 'replay', 's1', live(0.8))],
  })
  expect(figure(measured, 'APCER, worst species')).toMatchObject({ value: 1, n: 1, settings: { species: 'replay' } })
  expect(measured.summary).toContain('Attacks in this list: print (10), replay (1). Nothing is said about any other.')
})

test('what got no answer is counted apart, by its reason', () => {
  const unanswered = [
    presentation(true, 'print', 's1', { unanswered: 'no_face' }),
    presentation(true, 'print', 's2', { unanswered: 'too_small' }),
    presentation(false, '-', 's3', { unanswered: 'cut_off' }),
  ]
  const measured = measure({ threshold: 0.5, assessed: [...tenPeople, ...unanswered] })
  expect(figure(measured, 'APCER', 'print')).toMatchObject({ n: 10 })
  expect(figure(measured, 'APNRR', 'print')).toMatchObject({ value: 2 / 12, n: 12 })
  expect(figure(measured, 'BPNRR')).toMatchObject({ value: 1 / 11, n: 11 })
  expect(measured.tables[1]!.rows).toEqual([
    ['print', 12, 1, 0, 1],
    ['bona fide', 11, 0, 1, 0],
  ])
})

test('too few subjects to split need a threshold', () => {
  const one = tenPeople.filter(p => p.subject === 's1')
  expect(() => measure({ assessed: one })).toThrow('give one with --threshold')
  expect(figure(measure({ assessed: one, threshold: 0.5 }), 'AUC')).toMatchObject({ value: 1, low: null, high: null })
})
