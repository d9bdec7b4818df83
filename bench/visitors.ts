// Measures how well visits of strangers are joined into visitors, and writes docs/visitors-accuracy.md.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { calibrationOf } from './accuracy/operating-points.ts'
import { PACKS, withContext } from './accuracy/section.ts'
import { machine, needs, readOptions } from './common.ts'
import { openMobile, openShared } from './shared-packs.ts'
import { aimsTable, type Aim } from './visitors/aims.ts'
import { clipTable, measureClips } from './visitors/clips.ts'
import { measureDoor, REPORTED_DRAWS } from './visitors/door.ts'
import { speedTable } from './visitors/speed.ts'

const DOCUMENT = 'docs/visitors-accuracy.md'

const AIMS = `## What was asked, and what came

"False visitors" counts every track of somebody registered that founded a visitor, also one that was given the name a moment later and whose visitor went with it. The aim is for tracks as they come, some of
their frames spoilt. Tracks without one good frame are told apart from them: each shows single photos smeared, dark, far or blurred, and nothing else.`

const DOOR = `## Strangers who come again

A synthetic door with exact truth. Half of LFW's 152 people of many photos are registered with three photos each, at the default operating point; the other half are strangers who come again. 400 people
of one photo come once. A visit is a track of one to five different photos of one person, each held for 1.2 s and four looks; no photo is in two visits of one kind. Half of the photos that have a
version made worse (far, blurred, moving, dark) are seen in it. All visits come in random order, one in seven while somebody else is before the camera. Every track goes through the rules of recognition; the
book of visitors is asked after each photo for which the track is unknown, and repairs after every fifth track. Calibration and quality were fitted on other people. Limits were chosen on one half of the
people; the first tables are of the other half, ${REPORTED_DRAWS} draws. One limit was raised after these had been seen: of the best picture, from 60 to 65. With 60, 11.4 of 1,000 tracks without a good frame became false visitors there; on the half that
limits are chosen on it changed nothing but who waits. Joining was made stricter at the same time, from 1 in 1,000 to 1 in 2,000, which costs F. Intervals (95 %) by drawing people anew.

Photos of LFW were taken months and years apart, in other light and clothes: harder than the same door every day. But most are frontal and sharp: easier than a camera on the ceiling.`

const CLIPS = `## Clips

Nobody is registered. Tracks are those of recognition that are told unknown, with three frames and a best picture of 40 at least.

In crowd.mp4 (800 × 450 pixels) people pass in front of or behind the plane of focus, at 25 to 80 pixels. Hardly any track gets three frames that are good enough to be told unknown, so that
hardly anybody is remembered: nobody is taken for somebody else, and most are missed.`

const SPEED = `## Cost

Random unit vectors, three visits a visitor and one in twenty waiting. Placing compares with every visitor and, when nobody is like it, with every visit that waits. Repairs go over 64 visitors a call.`

const NOT_COVERED = `## What this does not cover

- One real camera for weeks, children, siblings, masks, groups of people who look alike to the networks: the data have none of it. [Thresholds](thresholds.md) tells how much more alike people of one place can be; the care taken for that (0.07) is
  in these figures, and costs recall here, where it is not needed.
- More than 500 strangers: limits become stricter as visitors grow, by the pack's calibration, which is extrapolated below one false match in 60,000.`

/** `--only door`, `clips` or `speed`: that alone, shown and not written. `--only mobile`: one of the packs. */
const { shared, only } = readOptions()
const packs = PACKS.filter(pack => only.includes(pack))
const parts = only.filter(word => !packs.some(pack => pack === word))
const wants = (part: string) => parts.length === 0 || parts.includes(part)
needs(`${shared}/data/lfw`)

await withContext(shared, async context => {
  const doors: string[] = []
  const clips: string[][] = []
  const aims: Aim[] = []
  for (const pack of packs.length > 0 ? packs : PACKS) {
    if (wants('door')) {
      const door = await measureDoor(context, pack)
      console.log(door.text)
      doors.push(door.text)
      aims.push(...door.aims)
    }
    if (!wants('clips')) continue
    const calibration = await calibrationOf(context, pack)
    // Clips are larger than photos of LFW: the networks as they are used.
    const opened = pack === 'mobile' ? await openMobile(1) : await openShared(join(shared, 'models'), 'SCRFD 2.5G', 1)
    const operated = { calibration, startThreshold: opened.pack.startThreshold }
    const measured = await measureClips(join(shared, 'data/video'), opened, operated, pack)
    clips.push(...measured.rows)
    aims.push(...measured.aims)
    await opened.close()
  }
  const text = [
    head(),
    ...(aims.length > 0 ? [AIMS, aimsTable(aims)] : []),
    ...(doors.length > 0 ? [DOOR, ...doors] : []),
    ...(clips.length > 0 ? [CLIPS, clipTable(clips)] : []),
    ...(wants('speed') ? [SPEED, speedTable()] : []),
    NOT_COVERED,
  ].join('\n\n')
  const formatted = await format(text, { ...((await resolveConfig(DOCUMENT)) ?? {}), parser: 'markdown' })
  console.log(formatted)
  if (parts.length === 0) await writeFile(DOCUMENT, formatted)
})

function head(): string {
  return `# How well visitors are told apart

Written by \`npm run bench:visitors\` on ${new Date().toISOString().slice(0, 10)}; ${machine()}. The data are not part of this project and may not be published. How visits are joined, and why so: [ADR 15](adr/0015-visitors.md).`
}
