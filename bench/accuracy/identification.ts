// Section "Naming people in a gallery": LFW people by one photo and by five, among strangers.

import { createRandom } from '../../src/core/random.ts'
import { meanReference } from '../../src/core/template.ts'
import { draw } from '../../src/evaluation/draw.ts'
import { identify, type IdentificationSet, type Probe, type SizeResult } from '../../src/evaluation/identification.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { count, percentEstimate } from '../../src/evaluation/report/numbers.ts'
import { byPerson, calibrationPeople, lookAt, openSetList, type LfwPhoto } from './lfw.ts'
import { markdownTable } from './markdown.ts'
import { PACKS, type AccuracyContext, type MeasuredPack, type Section } from './section.ts'

const SIZES = [10, 50, 150] as const
const FPIR = 0.01
const TRACK = 5
/** Tracks drawn of one person. */
const DRAWN = 5
/** Few people outside the open-set list have five photos. */
const STRANGER_TRACK = 3
const SEED = 11

interface Measured {
  readonly pack: MeasuredPack
  readonly probes: string
  readonly photos: number
  readonly strangers: string
  readonly results: readonly SizeResult[]
}

export async function identificationSection(context: AccuracyContext): Promise<Section> {
  const measured: Measured[] = []
  for (const pack of PACKS) measured.push(...(await measure(context, pack)))
  const figures = measured.flatMap(({ pack, photos, strangers, results }) =>
    results.map(({ size, mated, strangers: { probes }, atFpir: [at] }): Figure => {
      const settings = { people: size, fpir: FPIR, photos, strangers, strangerProbes: probes }
      return { metric: 'FNIR', ...(at?.fnir ?? { value: null, low: null, high: null }), n: mated.probes, pack, settings }
    }),
  )
  const rows = measured.map(({ pack, probes, strangers, results }) => [
    `\`${pack}\``,
    probes,
    `${count(results[0]!.strangers.probes)} ${strangers}`,
    ...results.map(({ atFpir: [at] }) => (at ? percentEstimate(at.fnir) : 'too few strangers')),
    results.at(-1)!.mated.people,
    count(results.at(-1)!.mated.probes),
  ])
  const text = `Open set: people registered with six photos each, galleries drawn at random of the 152 people of the open-set list (30 of each size)
and averaged. A registered person counts as missed when they are not the most similar one, or lie below the threshold that lets 1 % of strangers through.
Intervals (95 %) come from drawing people and strangers anew, and are never narrower than Clopper–Pearson; where nobody is missed, each person counts once.
Tracks are photos of different days pooled by quality, harder than frames of one clip.

${markdownTable(
  ['networks', 'probe', 'strangers', ...SIZES.map(size => `names missed (FNIR), ${size} people`), 'people', 'tries'],
  rows,
)}

The 800 strangers have one photo each. Pooling makes a stranger more like somebody too, so tracks are also measured against tracks of strangers:
people who are in LFW's list of pairs only, with ${STRANGER_TRACK} to ${TRACK} photos. These people have served for calibration; here they only set the threshold.`
  return { heading: 'Naming people in a gallery', text, figures }
}

async function measure(context: AccuracyContext, pack: MeasuredPack): Promise<Measured[]> {
  const list = await openSetList(context)
  const photosOf = async (role: string) =>
    byPerson(
      await lookAt(
        context,
        pack,
        list.filter(l => l.role === role).map(l => l.image),
      ),
    )
  const [references, probes, strangers] = [await photosOf('reference'), await photosOf('probe'), await photosOf('stranger')]
  const others = [...(await calibrationPeople(context, pack))].filter(([, photos]) => photos.length >= STRANGER_TRACK)
  const gallery = [...references].map(([person, photos]): Probe => ({ person, template: meanReference(photos) }))
  const single = (people: Iterable<readonly [string, LfwPhoto[]]>) =>
    [...people].flatMap(([person, photos]) => photos.map(({ template }): Probe => ({ person, template })))
  const matedTracks = tracks([...probes].filter(([, photos]) => photos.length >= TRACK))
  const run = (set: Omit<IdentificationSet, 'gallery'>) =>
    identify({ gallery, ...set }, { sizes: SIZES, fpirs: [FPIR], seed: SEED })
  return [
    {
      pack,
      probes: 'one photo',
      photos: 1,
      strangers: 'photos',
      results: run({ mated: single(probes), strangers: single(strangers) }),
    },
    {
      pack,
      probes: `track of ${TRACK}`,
      photos: TRACK,
      strangers: 'photos',
      results: run({ mated: matedTracks, strangers: single(strangers) }),
    },
    {
      pack,
      probes: `track of ${TRACK}`,
      photos: TRACK,
      strangers: 'tracks',
      results: run({ mated: matedTracks, strangers: tracks(others) }),
    },
  ]
}

/** Up to TRACK photos of a person pooled; several times over where they have more. */
function tracks(people: readonly (readonly [string, LfwPhoto[]])[]): Probe[] {
  const random = createRandom(SEED)
  return people.flatMap(([person, photos]) =>
    Array.from({ length: photos.length > TRACK ? DRAWN : 1 }, (): Probe => ({
      person,
      template: meanReference(draw(photos, TRACK, random)),
    })),
  )
}
