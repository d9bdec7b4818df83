// Measures the default pack's score calibration on people of LFW whom nothing is tested with, and writes it into the pack's source.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { calibrate } from '../src/evaluation/calibrate.ts'
import { needs, readOptions } from './common.ts'
import { calibrationPeople, SAME_PERSON } from './accuracy/lfw.ts'
import { withContext } from './accuracy/section.ts'

const FILE = 'src/models/packs/declared/mobile-calibration.ts'

const { shared } = readOptions()
needs(join(shared, 'data/lfw/pairs.tsv'))

await withContext(shared, async context => {
  const people = await calibrationPeople(context, 'mobile')
  const names = [...people.keys()]
  const calibration = calibrate(
    [...people.values()],
    {
      measuredOn: 'press photos (LFW) of people nothing else was tested on',
      measuredAt: new Date().toISOString().slice(0, 10),
    },
    SAME_PERSON.map(([a, b]) => [names.indexOf(a), names.indexOf(b)] as const),
  )
  const source = `// How similar strangers and photos of one person come out with this pack; written by bench/calibrate.ts.

import type { ScoreCalibration } from '../../../core/types.ts'

export const mobileCalibration: ScoreCalibration = ${JSON.stringify(calibration)}
`
  const style = (await resolveConfig(FILE)) ?? {}
  await writeFile(FILE, await format(source, { ...style, parser: 'typescript' }))
  console.log(`${FILE}: ${calibration.people} people, ${calibration.comparisons} comparisons`)
  console.log((await readFile(FILE, 'utf8')).length, 'characters')
})
