// A process of its own that pulls one pack: node --import tsx pull-child.ts HOME MANIFEST_JSON

import { openModelCache } from '../../src/models/packs/model-cache.ts'
import { parseJson } from '../../src/models/packs/files.ts'
import type { PackManifest } from '../../src/models/packs/manifest.ts'

const [home = '', manifest = ''] = process.argv.slice(2)
const cache = openModelCache({
  home,
  packs: [parseJson(manifest) as PackManifest],
  download: { allowLoopbackHttp: true },
  lock: { staleMs: 2000 },
})
await cache.pull('small')
