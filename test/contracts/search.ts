// What searching in a database must do, whichever it is: decide as if everybody were in memory, forget who is gone, and say what it cannot.

import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabaseGallery, type DatabaseGallery, type DatabaseGalleryOptions } from '../../src/app/database-gallery.ts'
import { openLiveGallery } from '../../src/app/live-gallery.ts'
import { RostroError } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/ports.ts'
import { createRandom } from '../../src/core/random.ts'
import type { TemplateSearch } from '../../src/core/template-search.ts'
import { dot, toTemplate } from '../../src/core/template.ts'
import type { Decision, EmbeddingSpace, Template } from '../../src/core/types.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { decideTogether, type DecisionSettings } from '../../src/recognition/decide.ts'
import { RULES, whoIsNear, type People } from '../../src/recognition/evidence.ts'
import { referenceOf } from '../fakes/store.ts'
import { evidenceOf } from '../fixtures/evidence.ts'

export interface SearchedStore {
  readonly store: Store
  /** Of this space, of templates of so many numbers. */
  readonly openSearch: (space: EmbeddingSpace, dimensions: number) => Promise<TemplateSearch>
  /** Runs statements beside Rostro. */
  readonly execute: (statement: string) => Promise<void>
  readonly remove: () => Promise<void>
}

const DIMENSIONS = 64
const SETTINGS: DecisionSettings = { rule: 'fusion', threshold: 0.45, minMargin: 0.05, minWeight: 100, minFrames: 3 }
const TIMEOUT_MS = 120_000
const WAITING = { timeout: 20_000, interval: 20 }

export function searchContract(name: string, open: () => Promise<SearchedStore>): void {
  const it = (title: string, check: (place: Place) => Promise<void>) => {
    test(`${name}: ${title}`, async () => check(await place(open)), TIMEOUT_MS)
  }

  it('decides as with everybody in memory, whatever the rule', async ({ store, gallery, face, enrol }) => {
    for (let i = 0; i < 90; i++) await enrol(`Person ${i}`, i % 3 === 0 ? 3 : 1)
    const [searched, remembered] = [await gallery(), await openLiveGallery(store, mobile, face.space, () => {})]
    remembered.close()
    expect(searched.operatingPoint().people).toBe(remembered.operatingPoint().people)
    expect(searched.threshold).toBeCloseTo(remembered.threshold, 6)
    const probes = [
      ...face.all.slice(0, 30).flatMap(of => [face.like(of, 0.9), face.like(of, 0.5)]),
      face.stranger(),
      face.stranger(),
    ]
    for (const rule of RULES) {
      for (const probe of probes) expect(await decide(searched, probe, rule)).toEqual(await decide(remembered, probe, rule))
    }
  })

  it('calls nobody unknown before everybody can be found', async ({ search, gallery, face, enrol }) => {
    await enrol('Anna')
    const { search: slow, release } = held(search)
    const problems: unknown[] = []
    const people = await gallery({ search: slow, onProblem: error => problems.push(error) })
    expect((await decide(people, face.stranger())).reasons).toEqual(['search_incomplete'])
    await expect.poll(() => problems.length).toBeGreaterThan(0)
    expect(problems[0]).toMatchObject({
      code: 'search_unavailable',
      message: expect.stringContaining('being prepared') as string,
    })
    release()
    await filled(people, face.stranger())
    expect((await decide(people, face.stranger())).outcome).toBe('unknown')
    expect((await decide(people, face.like('Anna', 0.9))).candidate?.name).toBe('Anna')
  })

  it('finds who was registered, and no longer who was deleted, hidden or merged', async ({ store, gallery, face, enrol }) => {
    const [anna, bert, cora] = [await enrol('Anna'), await enrol('Bert'), await enrol('Cora')]
    const people = await gallery()
    const named = async (name: string) => (await decide(people, face.like(name, 0.9))).candidate?.name
    expect(await Promise.all(['Anna', 'Bert', 'Cora'].map(named))).toEqual(['Anna', 'Bert', 'Cora'])
    const dora = await enrol('Dora')
    await store.rename(anna, 'Annabella')
    await store.deletePersonLater(bert, new Date(Date.now() + 60_000))
    await store.merge(cora, dora)
    await people.refresh()
    expect(await Promise.all(['Anna', 'Bert', 'Cora', 'Dora'].map(named))).toEqual(['Annabella', undefined, 'Dora', 'Dora'])
    await store.restorePerson(bert)
    await store.deletePerson(anna)
    await people.refresh()
    expect(await Promise.all(['Anna', 'Bert'].map(named))).toEqual([undefined, 'Bert'])
  })

  it('keeps nothing of who is deleted', async ({ store, search, gallery, enrol }) => {
    const [anna, bert] = [await enrol('Anna', 3), await enrol('Bert')]
    await gallery()
    expect(await search.progress()).toEqual({ templates: 4, of: 4 })
    await store.deleteReference((await store.references({ personId: anna }))[0]!.id)
    expect(await search.progress()).toEqual({ templates: 3, of: 3 })
    await store.deletePerson(anna)
    await store.deletePerson(bert)
    expect(await search.progress()).toEqual({ templates: 0, of: 0 })
  })

  it('sees past the many photos of one person', async ({ gallery, face, enrol }) => {
    const [anna, twin] = [await enrol('Anna', 110), await enrol('Twin', 1, face.like('Anna', 0.97))]
    for (let i = 0; i < 6; i++) await enrol(`Person ${i}`)
    const { outcome, candidates, reasons } = await decide(await gallery(), face.like('Anna', 0.98))
    expect(
      candidates
        .slice(0, 2)
        .map(({ personId }) => personId)
        .sort(),
    ).toEqual([anna, twin].sort())
    expect([outcome, reasons]).toEqual(['undecided', ['margin_too_small']])
  })

  it('asks the database once for what a track shows, and again when people changed', async ({ search, gallery, face, enrol }) => {
    await enrol('Anna')
    const asked = { times: 0 }
    const counting = {
      ...search,
      close: () => Promise.resolve(),
      nearest: (probes: readonly Template[]) => (asked.times++, search.nearest(probes)),
    }
    const people = await gallery({ search: counting })
    await filled(people, face.stranger())
    asked.times = 0
    const probe = face.like('Anna', 0.9)
    for (let i = 0; i < 5; i++) await people.near([probe])
    expect(asked.times).toBe(1)
    await enrol('Bert')
    await people.refresh()
    await people.near([probe])
    expect(asked.times).toBe(2)
  })

  it('while it is away gives no new name and calls nobody unknown, and is itself again afterwards', async ({
    search,
    gallery,
    face,
    enrol,
  }) => {
    await enrol('Anna')
    const problems: unknown[] = []
    const away = { is: false }
    const broken = new RostroError('store_unavailable', 'The store is away.')
    const people = await gallery({
      search: {
        ...search,
        close: () => Promise.resolve(),
        nearest: probes => (away.is ? Promise.reject(broken) : search.nearest(probes)),
      },
      onProblem: error => problems.push(error),
    })
    await filled(people, face.stranger())
    expect((await decide(people, face.like('Anna', 0.9))).outcome).toBe('known')
    away.is = true
    expect((await decide(people, face.like('Anna', 0.9))).reasons).toEqual(['search_incomplete'])
    expect((await decide(people, face.stranger())).reasons).toEqual(['search_incomplete'])
    expect(problems).toContain(broken)
    away.is = false
    await filled(people, face.stranger())
    expect((await decide(people, face.like('Anna', 0.9))).candidate?.name).toBe('Anna')
  })

  it('fills an index that somebody emptied', async ({ table, gallery, face, enrol, execute }) => {
    await enrol('Anna')
    await (await gallery()).close()
    await execute(`delete from ${table}`)
    const people = await gallery()
    await filled(people, face.stranger())
    expect((await decide(people, face.like('Anna', 0.9))).candidate?.name).toBe('Anna')
  })

  it('refuses a store whose templates are sealed', async ({ store, openSearch, face }) => {
    await store.setSetting('sealed_by', 'a vault')
    await expect(openSearch(face.space, DIMENSIONS)).rejects.toMatchObject({
      code: 'store_sealed',
      message: expect.stringContaining('ROSTRO_SEARCH=memory') as string,
    })
  })

  it('measures how surely it finds whoever is there', async ({ search, gallery, enrol }) => {
    for (let i = 0; i < 30; i++) await enrol(`Person ${i}`)
    const people = await gallery()
    expect((await search.indexed())?.recall).toMatchObject({ found: 30, of: 30, among: 30 })
    expect(people.operatingPoint().fnir).toBeDefined()
    for (let i = 0; i < 70; i++) await enrol(`Somebody ${i}`)
    await expect.poll(async () => (await people.refresh(), (await search.indexed())?.recall.among), WAITING).toBe(100)
  })
}

interface Place extends Pick<SearchedStore, 'store' | 'openSearch' | 'execute'> {
  readonly search: TemplateSearch
  /** Its index. */
  readonly table: string
  /** Filled, unless it has a search of its own. */
  readonly gallery: (options?: Partial<DatabaseGalleryOptions>) => Promise<DatabaseGallery>
  readonly face: Faces
  /** @returns the id */
  readonly enrol: (name: string, photos?: number, like?: Template) => Promise<string>
}

async function place(open: () => Promise<SearchedStore>): Promise<Place> {
  const { store, openSearch, execute, remove } = await open()
  const face = new Faces()
  const search = await openSearch(face.space, DIMENSIONS)
  onTestFinished(async () => {
    await search.close()
    await store.close()
    await remove()
  })
  return {
    ...{ store, face, openSearch, execute },
    search: portOf(search),
    table: `search_${createHash('sha256').update(face.space).digest('hex').slice(0, 16)}`,
    async gallery(options) {
      const shared = { ...portOf(search), close: () => Promise.resolve() }
      const onProblem = () => undefined
      const people = await openDatabaseGallery({ store, search: shared, pack: mobile, space: face.space, onProblem, ...options })
      onTestFinished(() => people.close())
      if (!options?.search) await filled(people, face.stranger())
      return people
    },
    async enrol(name, photos = 1, like) {
      const references = face.photos(name, photos, like).map(template => referenceOf(template))
      return (await store.enrol(name, references)).id
    },
  }
}

class Faces {
  readonly space = 'searched' as EmbeddingSpace
  readonly #random = createRandom(7)
  readonly #of = new Map<string, Template>()

  get all(): readonly string[] {
    return [...this.#of.keys()]
  }

  stranger(): Template {
    return toTemplate({ space: this.space, vector: Float32Array.from({ length: DIMENSIONS }, () => this.#random() - 0.5) })!
  }

  /** At this cosine to the person's first photo. */
  like(name: string, cosine: number): Template {
    const { vector } = this.#of.get(name)!
    const other = this.stranger().vector
    const along = dot(vector, other)
    const rest = toTemplate({ space: this.space, vector: other.map((value, i) => value - along * vector[i]!) })!.vector
    const mixed = vector.map((value, i) => cosine * value + Math.sqrt(1 - cosine ** 2) * rest[i]!)
    return toTemplate({ space: this.space, vector: mixed })!
  }

  photos(name: string, count: number, first = this.stranger()): readonly Template[] {
    this.#of.set(name, first)
    return [first, ...Array.from({ length: count - 1 }, () => this.like(name, 0.95))]
  }
}

async function decide(people: People, probe: Template, rule: DecisionSettings['rule'] = 'fusion'): Promise<Decision> {
  const evidence = evidenceOf(probe)
  const near = await whoIsNear(people, evidence.probes(rule))
  return decideTogether([{ evidence, previous: undefined, previousFrames: 0 }], near, { ...SETTINGS, rule })[0]!
}

/** It is filled in the background. */
async function filled(people: DatabaseGallery, stranger: Template): Promise<void> {
  await expect.poll(async () => (await people.refresh(), (await people.near([stranger])).lacks), WAITING).toBeUndefined()
}

/** Fills nothing until it is released. */
function held(search: TemplateSearch): { readonly search: TemplateSearch; readonly release: () => void } {
  const gate = { open: () => {} }
  const opened = new Promise<void>(resolve => {
    gate.open = resolve
  })
  return {
    search: {
      ...search,
      close: () => Promise.resolve(),
      async *fill() {
        await opened
        yield* search.fill()
      },
    },
    release: () => {
      gate.open()
    },
  }
}

/** Whose methods can be taken one by one. */
const portOf = (search: TemplateSearch): TemplateSearch => ({
  about: search.about,
  nearest: probes => search.nearest(probes),
  crowd: () => search.crowd(),
  firstPeople: count => search.firstPeople(count),
  progress: () => search.progress(),
  indexed: () => search.indexed(),
  take: personIds => search.take(personIds),
  fill: () => search.fill(),
  build: () => search.build(),
  note: indexed => search.note(indexed),
  close: () => search.close(),
})
