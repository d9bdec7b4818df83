// A worse figure is refused: of docs/accuracy.json always, and of the networks themselves on a small part of LFW where that is at hand.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openObserver } from '../../src/app/evaluation/observer.ts'
import { dot, meanReference } from '../../src/core/template.ts'
import { centralFace, type ObservedFace } from '../../src/evaluation/observation.ts'
import { operatingPoint } from '../../src/gallery/operating-point.ts'
import { NO_SHIFT } from '../../src/gallery/site-shift.ts'
import { openNetworks } from '../../src/models/open-networks.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { judge } from '../../src/recognition/quality.ts'
import { pullMobilePack } from '../fixtures/mobile-pack.ts'
import { isSharedHere, SHARED } from '../fixtures/shared.ts'

const PEOPLE = 40
const REFERENCES = 3
const PROBES = 2
const STRANGERS = 120

interface Listed {
  readonly role: string
  readonly person: string
  readonly image: string
}

/** The first people of the open-set list who have probes, and the first strangers. */
async function smallPart(): Promise<Listed[]> {
  const lines = (await readFile(join(SHARED, 'data/lfw/identification.tsv'), 'utf8')).split('\n')
  const list = lines
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split('\t') as [string, string, string])
    .map(([role, person, image]) => ({ role, person, image }))
  const people = [...new Set(list.filter(l => l.role === 'probe').map(l => l.person))].slice(0, PEOPLE)
  const of = (role: string, person: string, count: number) =>
    list.filter(l => l.role === role && l.person === person).slice(0, count)
  return [
    ...people.flatMap(person => [...of('reference', person, REFERENCES), ...of('probe', person, PROBES)]),
    ...list.filter(l => l.role === 'stranger').slice(0, STRANGERS),
  ]
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const cache = isSharedHere ? await pullMobilePack() : undefined

test.skipIf(!cache)(
  'the default pack tells a small part of LFW apart as well as it did',
  async () => {
    const networks = await openNetworks(mobile, role => cache!.readModel('mobile', role), { device: 'cpu', threads: 1 })
    const observer = await openObserver({ pack: mobile, networks, cacheFolder: undefined })
    const list = (await smallPart()).map(listed => {
      const path = join(SHARED, 'data/lfw', listed.image)
      return { ...listed, name: path, bytes: () => readFile(path) }
    })
    const seen = await observer.observeAll(list)
    await observer.close()
    await networks.close()
    const faces = seen.flatMap(({ photo, observation }) => {
      const face: ObservedFace | undefined = observation && centralFace(observation)
      const quality = face && judge(face.signals, networks.embeddingLengths).value
      return face && quality !== undefined ? [{ ...photo, template: face.template, quality }] : []
    })
    expect(faces).toHaveLength(list.length)

    const people = [...new Set(faces.filter(f => f.role === 'reference').map(f => f.person))]
    const means = people.map(person => meanReference(faces.filter(f => f.role === 'reference' && f.person === person))!)
    const own = faces.filter(f => f.role === 'probe').map(f => dot(f.template.vector, means[people.indexOf(f.person)]!.vector))
    const nearest = faces
      .filter(f => f.role === 'stranger')
      .map(f => Math.max(...means.map(mean => dot(f.template.vector, mean.vector))))
    const { threshold } = operatingPoint(
      mobile,
      { people: people.length, shift: NO_SHIFT },
      { wrongNames: { per: 'stranger', share: 0.01 } },
    )
    const figures = {
      medianOwn: median(own),
      medianNearestStranger: median(nearest),
      missed: own.filter(s => s < threshold).length,
      named: nearest.filter(s => s >= threshold).length,
      tooPoor: faces.filter(f => f.quality < 12).length,
    }
    console.log(JSON.stringify({ threshold, ...figures, n: own.length, strangers: nearest.length }))
    expect(figures.medianOwn).toBeGreaterThan(0.78)
  },
  180_000,
)
