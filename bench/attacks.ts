// Makes attacks of the development data, and measures networks and signals on them: `npm run bench:attacks`, `--json FILE`.

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { parsePresentations } from '../src/evaluation/pad.ts'
import type { Figure } from '../src/evaluation/report/evaluation.ts'
import { withContext } from './accuracy/section.ts'
import { cutInTable } from './attacks/cut-ins.ts'
import { injectedTable } from './attacks/injected.ts'
import { judgePhotos } from './attacks/judge.ts'
import { makePhotoAttacks } from './attacks/photo-attacks.ts'
import { networkTable, signalTable } from './attacks/photo-tables.ts'
import { sequenceTable } from './attacks/sequence-table.ts'
import { trackTable } from './attacks/track-table.ts'
import { needs, readOptions, writeJson } from './common.ts'
import { openMobile, openSharedPad } from './shared-packs.ts'

/** What is made shows faces and must not lie in the project. */
const CACHE = process.env['ROSTRO_ATTACKS'] ?? join(homedir(), '.cache/rostro-attacks')

/** `--only photos`, `tracks`, `injected` or `cut-ins`: that part alone. */
const { shared, json, only } = readOptions()
const wants = (part: string) => only.length === 0 || only.includes(part)
needs(join(shared, 'data/pad'))

const figures: Figure[] = []
const show = ({ text, figures: more }: { readonly text: string; readonly figures: readonly Figure[] }, heading: string) => {
  console.log(`\n### ${heading}\n\n${text}`)
  figures.push(...more)
}

if (wants('injected')) show(await injectedTable(shared), 'Pictures that never were before a camera')
if (wants('cut-ins')) {
  const pack = await openMobile(1)
  try {
    show(await cutInTable(shared, pack), 'Whose face goes on after a cut')
  } finally {
    await pack.close()
  }
}
if (wants('photos')) {
  await withContext(shared, async context => {
    const observer = await context.observer('mobile')
    const { labels } = await makePhotoAttacks(shared, CACHE, observer)
    const pad = join(shared, 'data/pad')
    const prints = parsePresentations(await readFile(join(pad, 'labels.tsv'), 'utf8'), 'labels.tsv').filter(
      p => p.species === 'print',
    )
    const made = parsePresentations(await readFile(labels, 'utf8'), labels)
    // Half of NUAA's bona fide photos are in both lists.
    const all = [...prints.map(p => ({ ...p, path: join(pad, p.image) })), ...made.map(p => ({ ...p, path: p.image }))]
    const once = [...new Map(all.filter(p => isAbsolute(p.path)).map(p => [p.path, p])).values()]
    const networks = await openSharedPad(join(shared, 'models'), 1)
    try {
      const { judged, faceless } = await judgePhotos(once, networks, observer, CACHE)
      console.log(`${judged.length} photos with a face, ${faceless} without`)
      show(networkTable(judged), 'Networks')
      show(signalTable(judged, ['three-class', 'all three']), 'Signals of one picture')
    } finally {
      await networks.close()
    }
  })
}
if (wants('tracks')) {
  await withContext(shared, async context => {
    const observer = await context.observer('mobile')
    show(await sequenceTable(shared, observer), 'Real prints, as slow tracks')
    const packs = { mobile: await openMobile(1), 'mobile-pad': await openSharedPad(join(shared, 'models'), 1) }
    try {
      show(await trackTable(shared, CACHE, observer, packs), 'Tracks')
    } finally {
      for (const pack of Object.values(packs)) await pack.close()
    }
  })
}
await writeJson(json, figures)
