import { expect, test } from 'vitest'
import {
  answeredOf,
  areaUnder,
  equalErrorRate,
  errorRates,
  halves,
  parsePresentations,
  separation,
  thresholdAtBpcer,
  tradeOff,
  type Answered,
} from './pad.ts'

const bonaFide = (liveness: number, subject = 'a'): Answered => ({
  image: 'i',
  isAttack: false,
  species: '-',
  subject,
  liveness,
})
const attack = (liveness: number, species = 'print', subject = 'a'): Answered => ({
  image: 'i',
  isAttack: true,
  species,
  subject,
  liveness,
})

test('a list names image, label, species and subject; comments and empty lines are passed over', () => {
  const list = '# image\tlabel\tspecies\tsubject\nx.jpg\tbona-fide\tprint\t0001\n\ny.jpg\tattack\tprint\t-\n'
  expect(parsePresentations(list, 'labels.tsv')).toEqual([
    { image: 'x.jpg', isAttack: false, species: 'print', subject: '0001' },
    { image: 'y.jpg', isAttack: true, species: 'print', subject: '- y.jpg' },
  ])
})

test.each([
  [
    'x.jpg\tlive\tprint\t1',
    'labels.tsv line 1 is not "image<TAB>bona-fide or attack<TAB>species<TAB>subject": x.jpg\tlive\tprint\t1',
  ],
  ['x.jpg\tattack\tprint', 'labels.tsv line 1 is not'],
  ['x.jpg\tattack\tprint\t1', 'labels.tsv needs bona fide presentations and attacks, both.'],
  ['', 'labels.tsv needs bona fide presentations and attacks, both.'],
])('a list that cannot be read says why: %j', (list, message) => {
  expect(() => parsePresentations(list, 'labels.tsv')).toThrow(message)
})

test('presentations without an answer are left out of the rates', () => {
  const presentation = { image: 'i', isAttack: true, species: 'print', subject: 'a' }
  expect(
    answeredOf([
      { ...presentation, answer: { unanswered: 'no_face' } },
      { ...presentation, answer: { liveness: 0.3 } },
    ]),
  ).toEqual([attack(0.3)])
})

test('the threshold keeps the bona fide rate asked for', () => {
  const answered = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map(l => bonaFide(l))
  expect(thresholdAtBpcer(answered, 0)).toBe(0.1)
  expect(thresholdAtBpcer(answered, 0.2)).toBe(0.3)
  expect(errorRates(answered, () => 0.3).bpcer).toMatchObject({ count: 2, of: 10 })
})

test('of thresholds that let as few attacks through, the one half-way between attacks and bona fide is chosen', () => {
  // Logits of -2, 2 and 4 times ln 3.
  const answered = [attack(0.1), bonaFide(0.9), bonaFide(81 / 82)]
  expect(thresholdAtBpcer(answered, 0.5)).toBeCloseTo(0.5)
  // An attack that cannot be stopped for this price does not count.
  expect(thresholdAtBpcer([...answered, attack(0.95)], 0)).toBeCloseTo(0.5)
})

test('attacks are counted by species, the worst first', () => {
  const { apcer } = errorRates([attack(0.9), attack(0.1), attack(0.9, 'replay'), bonaFide(1)], () => 0.5)
  expect(apcer).toMatchObject([
    { species: 'replay', count: 1, of: 1 },
    { species: 'print', count: 1, of: 2 },
  ])
})

test('the halves share nobody, are all people, and are the same for the same seed', () => {
  const presentations = Array.from({ length: 9 }, (_, i) => bonaFide(0, `s${i}`))
  const [first, second] = halves(presentations, 1)
  expect(first.size).toBe(4)
  expect([...first, ...second].sort()).toEqual(presentations.map(p => p.subject).sort())
  expect(halves([...presentations].reverse(), 1)).toEqual([first, second])
  expect(halves(presentations, 2)[0]).not.toEqual(first)
})

test('each presentation meets the threshold of its own subject', () => {
  const both = [attack(0.5, 'print', 'a'), attack(0.5, 'print', 'b'), bonaFide(0.5, 'a'), bonaFide(0.5, 'b')]
  const { apcer, bpcer } = errorRates(both, ({ subject }) => (subject === 'a' ? 0.4 : 0.6))
  expect(apcer[0]).toMatchObject({ species: 'print', count: 1, of: 2 })
  expect(bpcer).toMatchObject({ count: 1, of: 2 })
})

test('the interval by subject is wider where the presentations of a subject agree', () => {
  const alone = errorRates(
    [0, 0, 0, 0].flatMap((_, s) => Array.from({ length: 10 }, () => bonaFide(s === 0 ? 0 : 1, `s${s}`))),
    () => 0.5,
  )
  const { low, high } = alone.bpcer.bySubject!
  expect([low <= 0.13, high >= 0.4]).toEqual([true, true])
})

test('a liveness that is no number passes nowhere', () => {
  expect(errorRates([attack(NaN), bonaFide(NaN)], () => 0)).toMatchObject({ apcer: [{ count: 0 }], bpcer: { count: 1 } })
})

test('attacks all below bona fide are told apart perfectly; mixed up, as by chance', () => {
  const apart = tradeOff([attack(0.1), attack(0.2), bonaFide(0.8), bonaFide(0.9)])
  expect([areaUnder(apart), equalErrorRate(apart)]).toEqual([1, 0])
  const alike = tradeOff([attack(0.5), bonaFide(0.5)])
  expect([areaUnder(alike), equalErrorRate(alike)]).toEqual([0.5, 0.5])
})

test('area and equal error rate agree with counting', () => {
  // Of six pairs, five in order and none tied; one of three bona fide lies below one of two attacks.
  const points = tradeOff([attack(0.1), bonaFide(0.2), attack(0.3), bonaFide(0.4), bonaFide(0.5)])
  expect(areaUnder(points)).toBeCloseTo(5 / 6)
  expect(points).toContainEqual({ threshold: 0.3, apcer: 1 / 2, bpcer: 1 / 3 })
  expect(equalErrorRate(points)).toBeCloseTo(1 / 3)
})

test('intervals come from drawing subjects anew, and need two of them', () => {
  const of = (subject: string, live: number) => [bonaFide(live, subject), attack(0.5, 'print', subject)]
  expect(separation(of('a', 0.9))).toMatchObject({ auc: 1, aucInterval: undefined })
  const { auc, aucInterval } = separation(['a', 'b', 'c', 'd'].flatMap((s, i) => of(s, i === 0 ? 0.1 : 0.9)))
  expect(auc).toBe(0.75)
  expect(aucInterval!.low).toBeLessThan(0.75)
  expect(aucInterval!.high).toBe(1)
})
