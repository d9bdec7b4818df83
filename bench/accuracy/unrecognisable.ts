// Section on faces nobody can recognise: what is said of people who are registered, and of people who are not, the worse they are seen.

import { embeddingSpace } from '../../src/models/packs/manifest.ts'
import { decisionSettings } from '../../src/app/open-rostro.ts'
import { meanTemplate } from '../../src/core/template.ts'
import type { ObservedFace } from '../../src/evaluation/observation.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import { operatingPoint, siteOf } from '../../src/gallery/operating-point.ts'
import { decideTogether } from '../../src/recognition/decide.ts'
import { Evidence } from '../../src/recognition/evidence.ts'
import { judge } from '../../src/recognition/quality.ts'
import { markdownTable } from './markdown.ts'
import { PACKS, type AccuracyContext, type MeasuredPack, type Section } from './section.ts'
import { worsened, type Worsened } from './worsened.ts'
import { nameOf } from './worse-photos.ts'

/** A track that shows its face in one way only: the decision has as many frames as it asks for, and no better one. */
const FRAMES = 8

const ANSWERS = ['right', 'wrong', 'undecided', 'unknown', 'no face'] as const
type Answer = (typeof ANSWERS)[number]

export async function unrecognisableSection(context: AccuracyContext): Promise<Section> {
  const parts = []
  for (const pack of PACKS) parts.push(await measure(context, pack))
  return {
    heading: 'Faces nobody can recognise',
    text: [NOTE, ...parts.map(p => p.text)].join('\n\n'),
    figures: parts.flatMap(p => p.figures),
  }
}

const NOTE = `What is said of a track that shows a face in one way only, ${FRAMES} frames of it, the worse that way is; every second of 100 people of LFW is registered with their other good photos, at the default
operating point. Of a registered person, "unknown" and a wrong name are errors; undecided is the right answer where nobody could tell. Far: pixels between the eyes. Blurred and moving: in shares of that distance. Dark, overexposed: times the light. Each row has one
photo a person, so that one of them is about two in a hundred. The same people's photos were among those quality is fitted on.`

async function measure(context: AccuracyContext, pack: MeasuredPack) {
  const observer = await context.observer(pack)
  const people = await worsened(context, pack)
  const registered = people.filter((_, i) => i % 2 === 0)
  const lengths = observer.networks.embeddingLengths
  const space = embeddingSpace(observer.pack)
  const means = registered.map(({ person, good }) => ({
    personId: person,
    template: meanTemplate(good.map(g => ({ template: g.template, weight: g.quality })))!,
    quality: 100,
  }))
  const listed = registered.map(({ person }) => ({ id: person, name: person, createdAt: new Date(0) }))
  const alone = new Gallery(space, listed, means)
  const site = siteOf(observer.pack, registered.length, {
    people: alone.sample,
    strangers: { highest: [], of: registered.length },
  })
  const { threshold } = operatingPoint(observer.pack, site, {})
  const gallery = new Gallery(space, listed, means, [], threshold)
  const answer = (person: string, face: ObservedFace | undefined): Answer => {
    if (!face) return 'no face'
    const evidence = new Evidence()
    for (let i = 0; i < FRAMES; i++) evidence.add(face.template, judge(face.signals, lengths))
    const [decision] = decideTogether([{ evidence, previous: undefined, previousFrames: 0 }], gallery, decisionSettings())
    const { outcome, candidate } = decision!
    if (outcome !== 'known') return outcome
    return candidate?.personId === person ? 'right' : 'wrong'
  }
  const kinds = people[0]!.versions.map(({ how }) => (how ? nameOf(how).replace('_', ' ') : 'as it is'))
  const figures: Figure[] = []
  const rows = kinds.map((kind, version) => {
    const count = (of: readonly Worsened[]) => {
      const answers = of.map(({ person, versions }) => answer(person, versions[version]!.face))
      return ANSWERS.map(a => answers.filter(given => given === a).length)
    }
    const strangers = people.filter((_, i) => i % 2 === 1)
    const [known, unknown] = [count(registered), count(strangers)]
    const share = known[3]! / registered.length
    figures.push({
      metric: 'registered and told unknown',
      value: share,
      low: null,
      high: null,
      n: registered.length,
      pack,
      settings: { kind },
    })
    return [kind, ...known, unknown[1]!, unknown[2]!, unknown[3]!]
  })
  const head = [
    'seen',
    ...ANSWERS.map(a => (a === 'right' ? 'right name' : a === 'wrong' ? 'wrong name' : a)),
    'stranger: a name',
    'undecided',
    'unknown',
  ]
  return {
    figures,
    text: `Pack \`${pack}\`, ${registered.length} registered people and ${people.length - registered.length} strangers, threshold ${threshold.toFixed(3)}:\n\n${markdownTable(head, rows)}`,
  }
}
