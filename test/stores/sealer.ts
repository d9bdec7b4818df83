// A process that seals a store, unseals it or seals it anew, and says how far it is, until it is done or killed: `sealer.ts STORE HOW KEYFILE`.

import { writeSync } from 'node:fs'
import { keyFile } from '../../src/sealing/master-keys.ts'
import { resealStoreAt, sealStoreAt, unsealStoreAt } from '../../src/stores/convert-sealing.ts'

const [address = '', how = '', key = ''] = process.argv.slice(2)
const converting = {
  findMasterKeys: () => keyFile(key),
  onProgress: (done: number, all: number) => {
    writeSync(1, `${done} ${all}\n`)
  },
}
if (how === 'on') await sealStoreAt(address, key, converting)
else if (how === 'off') await unsealStoreAt(address, converting)
else await resealStoreAt(address, converting)
