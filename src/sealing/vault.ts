// What a store asks of sealing: values sealed and opened for their owners, names it can look up without reading them, templates turned.

import { createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { deriveKey } from './derive-key.ts'
import { isSealed, isSealedText, open, openText, seal, sealText, type Place } from './envelope.ts'
import { INSTALLATION, type KeyRing, type KeyShelf } from './key-ring.ts'
import { createRotation, type Rotation } from './rotation.ts'

/** With the keys of some owners at hand. What does not open is undefined: damaged, another row's, or without a key. */
export interface Seals {
  seal(place: Place, plain: Uint8Array): Uint8Array
  open(place: Place, kept: Uint8Array): Uint8Array | undefined
  sealText(place: Place, text: string): string
  openText(place: Place, kept: string): string | undefined
}

export interface Vault {
  /** Whether anything is sealed at all. */
  readonly seals: boolean
  /** Tells it from every other vault; empty for the one that seals nothing. */
  readonly generation: string
  /** To read: who has no key has none. @throws RostroError store_sealed, store_corrupt */
  opening(owners: Iterable<string>): Promise<Seals>
  /** To write, inside the transaction that writes: whoever has no key gets one. @throws RostroError store_sealed, store_corrupt */
  sealing(owners: Iterable<string>): Promise<Seals>
  /** A template as it is kept, before it is sealed; and back. */
  turn(vector: Float32Array): Uint8Array
  turnBack(bytes: Uint8Array): Float32Array
  /** 32 bits that are equal for equal bytes, and say nothing to whoever lacks the keys. */
  mark(bytes: Uint8Array): number
  /** What a name is looked up by. */
  nameKey(key: string): string
  /** A key of the installation's for one purpose. Undefined where nothing is sealed. */
  keyFor(purpose: string): Uint8Array | undefined
  /** Everybody who has a key. */
  owners(): Promise<readonly string[]>
  destroy(owners: readonly string[]): Promise<void>
  /** The same vault, its keys read and made as a transaction sees them. */
  over(shelf: KeyShelf): Vault
}

/** Keeps everything as it is. What is sealed it does not open: it belongs to another vault. */
export function createClearVault(): Vault {
  const seals: Seals = {
    seal: (_, plain) => plain,
    open: (_, kept) => (isSealed(kept) ? undefined : kept),
    sealText: (_, text) => text,
    openText: (_, kept) => (isSealedText(kept) ? undefined : kept),
  }
  const vault: Vault = {
    seals: false,
    generation: '',
    opening: () => Promise.resolve(seals),
    sealing: () => Promise.resolve(seals),
    turn: bytesOf,
    turnBack: vectorOf,
    mark: bytes => crc32(bytes),
    nameKey: key => key,
    keyFor: () => undefined,
    owners: () => Promise.resolve([]),
    destroy: () => Promise.resolve(),
    over: () => vault,
  }
  return vault
}

/** @throws RostroError store_sealed, store_corrupt */
export async function openVault(ring: KeyRing): Promise<Vault> {
  const secret = (await ring.find([INSTALLATION])).get(INSTALLATION)
  if (!secret) throw ring.missing(INSTALLATION)
  const [markKey, nameKey, turning] = ['marks', 'names', 'rotation'].map(purpose => deriveKey(secret, purpose))
  const rotations = new Map<number, Rotation>()
  const rotationOf = (dimensions: number): Rotation => {
    const known = rotations.get(dimensions)
    if (known) return known
    const made = createRotation(turning!, dimensions)
    rotations.set(dimensions, made)
    return made
  }
  const generation = Buffer.from(deriveKey(secret, 'generation', 8)).toString('hex')
  const vaultOf = (ring: KeyRing): Vault => ({
    seals: true,
    generation,
    opening: async owners => sealsOf(await ring.find([...new Set(owners)])),
    sealing: async owners => sealsOf(await ring.make([...new Set(owners)])),
    turn: vector => bytesOf(rotationOf(vector.length).turn(vector)),
    turnBack: bytes => rotationOf(bytes.length / Float32Array.BYTES_PER_ELEMENT).turnBack(vectorOf(bytes)),
    mark: bytes => createHmac('sha256', markKey!).update(bytes).digest().readUInt32LE(),
    nameKey: key => createHmac('sha256', nameKey!).update(key).digest('hex'),
    keyFor: purpose => deriveKey(secret, purpose),
    owners: async () => (await ring.owners()).filter(owner => owner !== INSTALLATION),
    destroy: owners => ring.destroy(owners),
    over: shelf => vaultOf(ring.over(shelf)),
  })
  return vaultOf(ring)
}

function sealsOf(keys: ReadonlyMap<string, Uint8Array>): Seals {
  const keyOf = ({ owner }: Place): Uint8Array => {
    const key = keys.get(owner)
    if (key) return key
    throw new TypeError(`The key of ${owner} was not asked for.`)
  }
  return {
    seal: (place, plain) => seal(keyOf(place), place, plain),
    open: (place, kept) => {
      const key = keys.get(place.owner)
      return key && open(key, place, kept)
    },
    sealText: (place, text) => sealText(keyOf(place), place, text),
    openText: (place, kept) => {
      const key = keys.get(place.owner)
      return key && openText(key, place, kept)
    },
  }
}

/** Little-endian, as every platform of our SQLite binding is. */
const bytesOf = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)

/** Copied only where the bytes lie in the middle of others. */
function vectorOf(bytes: Uint8Array): Float32Array {
  const own = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice()
  return new Float32Array(own.buffer, own.byteOffset, own.byteLength / Float32Array.BYTES_PER_ELEMENT)
}
