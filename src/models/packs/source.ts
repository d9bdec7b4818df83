// Where a pack's files can come from: a tarball of the npm registry, one file or one zip over https.

import { z } from 'zod'

const HttpsUrl = z.url({ protocol: /^https$/, error: 'must be an https address' })
const archiveBytes = z.int().positive()

export const Source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('npm'),
    name: z.string().regex(/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/, 'must be a package name'),
    version: z.string().regex(/^\d+\.\d+\.\d+[0-9A-Za-z.+-]*$/, 'must be one exact version'),
    /** The tarball's, as the registry and package-lock.json write it. */
    integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/, 'must be a sha512 integrity'),
    /** The tarball's size; nothing longer is downloaded. */
    bytes: archiveBytes,
  }),
  z.strictObject({ kind: z.literal('file'), url: HttpsUrl }),
  z.strictObject({
    kind: z.literal('zip'),
    url: HttpsUrl,
    /** The zip's size; nothing longer is downloaded. */
    bytes: archiveBytes,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 lower-case hexadecimal digits')
      .optional(),
  }),
])

export type Source = Readonly<z.infer<typeof Source>>
export type SourceOf<Kind extends Source['kind']> = Extract<Source, { readonly kind: Kind }>
