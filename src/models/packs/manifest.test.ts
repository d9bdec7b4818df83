import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DECLARED_PACKS } from './declared/index.ts'
import { mobile } from './declared/mobile.ts'
import { mobilePad } from './declared/mobile-pad.ts'
import { antelopev2, buffaloL, buffaloM, buffaloS } from './declared/insightface.ts'
import { embeddingSpace, parseManifest, type PackManifest } from './manifest.ts'

type Draft = Record<string, unknown> & {
  files: Record<string, unknown>[]
  networks: Record<string, Record<string, unknown>>
  sources: Record<string, unknown>
}

/** The mobile pack as somebody might have written it by hand, changed. */
function changed(change: (draft: Draft) => void): Draft {
  const draft = structuredClone(mobile) as unknown as Draft
  change(draft)
  return draft
}

const LIVENESS = { attackBelow: 0.2, bonaFideFrom: 0.7, measuredOn: 'photos of the door', measuredAt: '2026-11-28' }

const refusal = (value: unknown) => {
  try {
    parseManifest(value, 'pack.json')
  } catch (error) {
    return error
  }
  return 'accepted'
}

describe('a pack manifest', () => {
  test.each(DECLARED_PACKS.map(pack => [pack.name, pack]))(
    'is what the declared pack %s has, also after a trip through JSON',
    (_, pack) => {
      expect(parseManifest(JSON.parse(JSON.stringify(pack)), 'pack.json')).toEqual(pack)
    },
  )

  test('may name its one PAD network without a list', () => {
    const single = changed(draft => (draft.networks['pad'] = { ...mobile.networks.pad![0] }))
    expect(parseManifest(single, 'pack.json')).toEqual(mobile)
  })

  test('has a name that no other declared pack has', () => {
    expect(new Set(DECLARED_PACKS.map(pack => pack.name)).size).toBe(DECLARED_PACKS.length)
  })

  test('says in one sentence which field is wrong', () => {
    expect(refusal(changed(draft => (draft['startThreshold'] = { similarity: 45, basis: 'a percentage' })))).toMatchObject({
      code: 'pack_invalid',
      message:
        'pack.json is not a valid model pack manifest (startThreshold.similarity: Too big: expected number to be <=1); docs/models.md has a full example.',
    })
  })

  test.each([
    ['nothing', undefined, 'the manifest'],
    ['an unknown field', changed(draft => (draft['scripts'] = { postinstall: 'x' })), 'scripts'],
    [
      'a role that guesses age',
      changed(draft => (draft.networks['age'] = draft.networks['embedder']!)),
      'Unrecognized key: "age"',
    ],
    [
      'a network whose file is not listed',
      changed(draft => (draft.networks['embedder']!['file'] = 'other.onnx')),
      '"other.onnx" is not among the files',
    ],
    [
      'a file from an unknown source',
      changed(draft => (draft.files[0]!['from'] = { source: 'toString', path: 'x' })),
      '"toString" is not among the sources',
    ],
    [
      'a PAD network whose file is not listed',
      changed(draft => (draft.networks['pad'] = { ...mobile.networks.pad![0], file: 'other.onnx' })),
      'networks.pad.file: "other.onnx" is not among the files',
    ],
    [
      'five PAD networks',
      changed(draft => Object.assign(draft.networks, { pad: Array(5).fill(mobile.networks.pad![0]) })),
      'pad',
    ],
    [
      'liveness thresholds the wrong way round',
      changed(draft => (draft['liveness'] = { ...LIVENESS, attackBelow: 0.9 })),
      'liveness.attackBelow: must not lie above bonaFideFrom',
    ],
    [
      'liveness thresholds of no network',
      changed(draft => ((draft['liveness'] = LIVENESS), delete draft.networks['pad'])),
      'liveness: has no meaning without a PAD network',
    ],
    ['a file from somewhere in an archive', changed(draft => (draft.files[0]!['from'] = { source: 'npm' })), 'must say where'],
    ['two files of one name', changed(draft => (draft.files[1]!['name'] = 'FR_DETECT.onnx')), 'must not name a file twice'],
    [
      'a source over http',
      changed(draft => (draft.sources['npm'] = { kind: 'file', url: 'http://example.com/a.onnx' })),
      'must be an https address',
    ],
    [
      'a version range',
      changed(draft => (draft.sources['npm'] = { ...mobile.sources['npm'], version: '^0.0.1' })),
      'must be one exact version',
    ],
    [
      'a detector without landmarks',
      changed(draft => delete draft.networks['landmarks']),
      'gives no landmarks to align faces by',
    ],
    [
      'a hash of another kind',
      changed(draft => (draft.files[0]!['sha256'] = 'd41d8cd98f00b204e9800998ecf8427e')),
      'must be a SHA-256',
    ],
  ])('is refused with %s', (_, value, message) => {
    expect(refusal(value)).toMatchObject({ code: 'pack_invalid', message: expect.stringContaining(message) as string })
  })

  test('never names a file or a place in an archive outside its folder', () => {
    const evil = fc.oneof(
      fc.stringMatching(/^(\.\.[/\\]|[/\\]|[a-z]:|\.[/\\])[a-z./\\]{0,8}$/).map(path => `${path}.onnx`),
      fc.constantFrom('..', '.', '', 'a/../b.onnx', 'a\\b.onnx', 'a//b.onnx', 'con:x.onnx', 'a\0.onnx'),
    )
    fc.assert(
      fc.property(evil, name => {
        expect(
          refusal(changed(draft => ((draft.files[0]!['name'] = name), (draft.networks['detector']!['file'] = name)))),
        ).toMatchObject({ code: 'pack_invalid' })
      }),
    )
    fc.assert(
      fc.property(
        evil.filter(path => !/^[^/\\:]+(\/[^/\\:]+)*$/.test(path) || path.split('/').includes('..')),
        path => {
          expect(refusal(changed(draft => (draft.files[0]!['from'] = { source: 'npm', path })))).toMatchObject({
            code: 'pack_invalid',
          })
        },
      ),
    )
  })

  test('is never accepted with a name that is not a plain folder name', () => {
    fc.assert(
      fc.property(
        fc.string().filter(name => !/^[a-z0-9][a-z0-9_-]{0,39}$/.test(name)),
        name => {
          expect(refusal(changed(draft => (draft['name'] = name)))).toMatchObject({ code: 'pack_invalid' })
        },
      ),
    )
  })
})

describe('an embedding space', () => {
  test('stays what it was: templates in stores carry it', () => {
    expect(DECLARED_PACKS.map(pack => [pack.name, embeddingSpace(pack)])).toMatchInlineSnapshot(`
      [
        [
          "mobile",
          "e79a415e75ba6165",
        ],
        [
          "mobile-pad",
          "e79a415e75ba6165",
        ],
        [
          "opencv",
          "79d474ba6ec4fa09",
        ],
        [
          "auraface",
          "119f06eaa5205a04",
        ],
        [
          "buffalo_s",
          "95180ddc0c12fc7c",
        ],
        [
          "buffalo_m",
          "cdf53724960a1553",
        ],
        [
          "buffalo_l",
          "cdf53724960a1553",
        ],
        [
          "antelopev2",
          "d6ebe682f4832223",
        ],
      ]
    `)
  })

  test('is shared by packs with one embedder and differs between embedders', () => {
    expect(embeddingSpace(buffaloL)).toBe(embeddingSpace(buffaloM))
    expect(embeddingSpace(mobilePad)).toBe(embeddingSpace(mobile))
    expect(new Set([mobile, buffaloL, buffaloS, antelopev2].map(embeddingSpace)).size).toBe(4)
  })

  test('does not depend on names, licence, detector or thresholds', () => {
    const other: PackManifest = {
      ...mobile,
      name: 'other',
      version: '2',
      networks: { ...mobile.networks, detector: { ...mobile.networks.detector, minScore: 0.9 } },
      startThreshold: { similarity: 0.6, basis: 'calibrated' },
    }
    expect(embeddingSpace(other)).toBe(embeddingSpace(mobile))
  })

  test.each([{ channels: 'rgb' as const }, { mean: 0 }, { std: 128 }, { dimensions: 128 }])('changes with %o', change => {
    expect(
      embeddingSpace({ ...mobile, networks: { ...mobile.networks, embedder: { ...mobile.networks.embedder, ...change } } }),
    ).not.toBe(embeddingSpace(mobile))
  })
})
