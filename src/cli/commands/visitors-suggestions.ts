// `rostro visitors suggestions`: who looks like one, computed from what is kept; a running server is not asked.

import type { Command } from 'commander'
import { openLiveGallery } from '../../app/live-gallery.ts'
import { nearestPeople } from '../../app/nearest-people.ts'
import { openModels } from '../../app/open-rostro.ts'
import { readBook } from '../../app/place/read-book.ts'
import { openRemembering, type Remembering } from '../../app/place/remembering.ts'
import { suggestionsOf, type Suggestions } from '../../app/place/suggestions.ts'
import type { Store } from '../../core/ports.ts'
import { embeddingSpace } from '../../models/packs/manifest.ts'
import { REPAIRED_AT_ONCE, VisitorBook, visitorLimits } from '../../recognition/visitors.ts'
import { placesOf } from '../../server/camera-runner.ts'
import { readEngineSettings } from '../../server/settings.ts'
import { toVisitorJson } from '../../server/visit-json.ts'
import { createVisitorsLikePeople } from '../../server/visitors-like-people.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'
import { withStore } from '../with-store.ts'

const MOST = 20

export function addSuggestions(visitors: Command, { terminal }: Context): void {
  visitors
    .command('suggestions')
    .description('visitors who look like one, and visitors who look like somebody registered; the most alike first')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withStore(async store => {
        const found = await suggest(store)
        const rows = [
          ...found.visitors.map(({ first, second, similarity }) => ({
            who: `visitor ${first.number}`,
            like: `visitor ${second.number}`,
            similarity,
            then: `rostro visitors merge ${first.number} ${second.number}`,
          })),
          ...found.people.map(({ visitor: { number }, person: { name, similarity } }) => ({
            ...{ who: `visitor ${number}`, like: name, similarity },
            then: `rostro visitors same-as ${number} "${name}"`,
          })),
        ]
        if (json) terminal.print(JSON.stringify(toJson(found, (await openRemembering(store)).current)))
        else if (rows.length === 0) terminal.print('No two visitors look like one, and none like somebody registered.')
        else {
          const cells = rows.map(({ who, like, similarity, then }) => [who, like, similarity.toFixed(2), then])
          for (const line of table([['WHO', 'LOOKS LIKE', 'SIMILARITY', 'IF IT IS SO'], ...cells], terminal.colour))
            terminal.print(line)
          terminal.note('Look at their pictures on the page first; "rostro visitors apart" says that two are two.')
        }
      }),
    )
}

async function suggest(store: Store): Promise<Suggestions> {
  const models = openModels()
  const pack = await models.manifest(await models.current())
  const space = embeddingSpace(pack)
  const placeOf = placesOf(await store.cameras.list())
  const empty: VisitorBook = new VisitorBook(() => visitorLimits(pack, empty.visitors), { placeOf, apart: [] })
  const book = await readBook(store.visits, space, empty)
  // Who is most like whom is found while looking for repairs, some visitors at a time; nothing is repaired here.
  for (let calls = 1; calls <= book.visitors; calls++)
    if (book.repairs().length === 0 && calls * REPAIRED_AT_ONCE >= book.visitors) break
  const gallery = await openLiveGallery(store, pack, space, () => {})
  try {
    const { threshold } = gallery.operatingPoint(await readEngineSettings(store))
    const likePeople = createVisitorsLikePeople({
      ...{ visits: store.visits, means: () => book.means() },
      nearest: (faces, limit) => nearestPeople(gallery, faces, limit),
      threshold: () => Promise.resolve(threshold),
    })
    return await suggestionsOf({ visits: store.visits, book, likePeople }, MOST)
  } finally {
    gallery.close()
  }
}

/** As GET /visitor-suggestions answers, without the pictures. */
const toJson = ({ visitors, people }: Suggestions, decision: Remembering) => ({
  visitors: visitors.map(({ first, second, similarity }) => ({
    ...{ first: toVisitorJson(first, decision), second: toVisitorJson(second, decision), similarity },
  })),
  people: people.map(({ visitor, person: { personId, name, similarity } }) => ({
    ...{ visitor: toVisitorJson(visitor, decision), person: { id: personId, name }, similarity },
  })),
})
