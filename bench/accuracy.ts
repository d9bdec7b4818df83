// Measures everything on the development data and writes docs/accuracy.md and the figures CI compares with.

import { writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import type { Figure } from '../src/evaluation/report/evaluation.ts'
import { machine, needs, readOptions } from './common.ts'
import { detectionSection } from './accuracy/detection.ts'
import { evidenceSection } from './accuracy/evidence.ts'
import { identificationSection } from './accuracy/identification.ts'
import { operatingPointSection } from './accuracy/operating-points.ts'
import { padSection } from './accuracy/pad.ts'
import { photosSection } from './accuracy/photos.ts'
import { qualitySection } from './accuracy/quality.ts'
import { withContext, type AccuracyContext, type Section } from './accuracy/section.ts'
import { unrecognisableSection } from './accuracy/unrecognisable.ts'
import { verificationSection } from './accuracy/verification.ts'
import { videoSection } from './accuracy/video.ts'

const DOCUMENT = 'docs/accuracy.md'
const FIGURES = 'docs/accuracy.json'

const SECTIONS: readonly ((context: AccuracyContext) => Promise<Section>)[] = [
  evidenceSection,
  photosSection,
  operatingPointSection,
  qualitySection,
  unrecognisableSection,
  identificationSection,
  verificationSection,
  videoSection,
  detectionSection,
  padSection,
]

/** `--only video`: that section alone, shown and not written. */
const { shared, only } = readOptions()
const chosen = SECTIONS.filter(({ name }) => only.length === 0 || only.some(part => name.startsWith(part)))
needs(`${shared}/data/lfw`)

await withContext(shared, async context => {
  const sections: Section[] = []
  for (const section of chosen) {
    const startedAt = performance.now()
    const made = await section(context)
    sections.push(made)
    console.log(`${made.heading}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s, ${made.figures.length} figures`)
  }
  const figures = sections.flatMap(s => s.figures)
  const text = [head(), answers(figures), ...sections.map(s => `## ${s.heading}\n\n${s.text}`), notCovered()].join('\n\n')
  const style = (await resolveConfig(DOCUMENT)) ?? {}
  const formatted = await format(text, { ...style, parser: 'markdown' })
  if (only.length > 0) {
    console.log(formatted)
    return
  }
  await writeFile(DOCUMENT, formatted)
  await writeFile(FIGURES, `${JSON.stringify(figures.map(rounded), undefined, 1)}\n`)
  console.log(`${DOCUMENT}, ${FIGURES}: ${figures.length} figures`)
})

function head(): string {
  const { version } = process
  return `# Accuracy

Written by \`npm run accuracy\` on ${new Date().toISOString().slice(0, 10)}; ${machine().replace(/, Node.*/, '')}, Node ${version.slice(1)}. The data are not part of this project and may not be published;
whoever has them repeats every table (\`--shared DIR\` says where they are; what was seen of photos is kept, so that the second time takes minutes). Similarities are
cosines; intervals are 95 %. "mobile" is the default pack, "scrfd_2.5g+y1" the detector SCRFD 2.5G with MobileFaceNet-y1, which is not a pack. To measure on your own photos:
[evaluation](evaluation.md).`
}

/** The forerunner's three questions. */
function answers(figures: readonly Figure[]): string {
  const find = (metric: string, settings: Figure['settings'] = {}) =>
    figures.find(
      f =>
        f.metric === metric && f.pack === 'mobile' && Object.entries(settings).every(([key, value]) => f.settings[key] === value),
    )
  const percent = (figure: Figure | undefined) =>
    figure?.value == null ? 'not measured' : `${(100 * figure.value).toPrecision(2)} %`
  const one = (photos: number) => percent(find('FNIR', { photos, frames: 1 }))
  const track = (photos: number) => percent(find('FNIR', { photos, frames: 5 }))
  return `## The three questions

**How many photos does a person need?** Three are enough, six give a little more, and more do not help measurably: seen in a single photo, ${one(1)} of registered people are missed with one photo, ${one(3)} with three
and ${one(6)} with six; in a track of five different photos ${track(1)}, ${track(3)} and ${track(6)}. Different days, light and poses matter more than the number.

**Is the vote really more reliable?** More than a single frame, very much so; more than the mean of all frames, no. On the same tracks at the same rate of wrong names the mean embedding
misses ${percent(find('FNIR', { rule: 'mean embedding, weighted by quality (`fusion`)' }))}, the vote ${percent(find('FNIR', { rule: 'vote, 5 nearest photos (`vote`)' }))}, the majority of frames ${percent(find('FNIR', { rule: 'majority of frames, nearest photo' }))} and one frame ${percent(find('FNIR', { rule: 'one frame, mean template' }))}.

**Which threshold?** None for all. Say how many wrong names you accept: the threshold follows from that and from how many people are registered ([thresholds](thresholds.md)). Asked for one stranger in a hundred, galleries of
10, 50 and 150 people of LFW gave ${[10, 50, 150].map(people => find('FPIR got / asked', { people, asked: 0.01 })?.value?.toFixed(2) ?? '?').join(', ')} times that.`
}

function notCovered(): string {
  return `## What this does not cover

- Children, old people, masks, make-up, and differences between groups of people beyond the three groups above: the data have no labels for them.
- Cameras at night, from above, and people far away: only the clips above were looked at, and photos made worse by computing.
- Real tracks of many people: tracks of LFW are different photos of a person, which tells more than frames of one second do.
- FPIR below 0.1 %: 800 strangers cannot show it; thresholds for less lie on a fitted tail.
- Screens, glossy prints and masks held up to the camera: only matte prints are measured here, and more in [liveness](liveness-accuracy.md).
- GPUs: every figure is from the CPU.

Settings of detection and tracking were chosen by \`npm run bench:settings\`: detection every 120 ms gives the names of every frame for half the work; two sightings before a closer look; a scene is cut where brightness correlates less than
0.35 with the picture before.`
}

function rounded({ value, low, high, ...rest }: Figure): Figure {
  const round = (number: number | null) => (number === null ? null : Number(number.toPrecision(4)))
  return { ...rest, value: round(value), low: round(low), high: round(high) }
}
