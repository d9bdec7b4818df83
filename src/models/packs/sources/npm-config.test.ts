import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseNpmrc, readNpmOptions } from './npm-config.ts'

/** An environment whose npm files are these and nobody's own. */
async function environment({ user = '', global = '' }): Promise<NodeJS.ProcessEnv> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-npm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'etc'))
  await writeFile(join(folder, 'etc', 'npmrc'), global)
  await writeFile(join(folder, 'user'), user)
  return { PREFIX: folder, npm_config_userconfig: join(folder, 'user') }
}

describe('the npm settings', () => {
  test('are read from lines, comments and the environment as npm reads them', () => {
    const text = [
      '; a comment',
      '# another = comment',
      '[section]',
      'registry = https://npm.example.com/',
      '//npm.example.com/:_authToken=${TOKEN}',
      '//npm.example.com/:username="ann"',
      'unset=${UNSET}',
      'optional=${UNSET?}x',
      'proxy=null',
      'no equals sign',
    ].join('\r\n')
    expect(parseNpmrc(text, { TOKEN: 'abc=' })).toEqual({
      registry: 'https://npm.example.com/',
      '//npm.example.com/:_authToken': 'abc=',
      '//npm.example.com/:username': 'ann',
      unset: '${UNSET}',
      optional: 'x',
    })
  })

  test('of the environment outrank the user’s, and those the machine’s', async () => {
    const env = await environment({
      global: 'registry=https://g/\nproxy=http://g\nnoproxy=g',
      user: 'registry=https://u/\nproxy=http://u',
    })
    expect(await readNpmOptions({ ...env, NPM_CONFIG_REGISTRY: 'https://e/' })).toEqual({
      registry: 'https://e/',
      proxy: 'http://u',
      noProxy: 'g',
    })
  })

  test('keep credentials and scoped registries under their own names', async () => {
    const env = await environment({ user: '@faces:registry=https://f/\n//f/:_authToken=t' })
    expect(await readNpmOptions({ ...env, 'npm_config_//F/x:_auth': 'b' })).toEqual({
      '@faces:registry': 'https://f/',
      '//f/:_authToken': 't',
      '//F/x:_auth': 'b',
    })
  })

  test('bring the certificates of a cafile, and none of one that is missing', async () => {
    const env = await environment({})
    const pem = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`
    const cafile = join(env['PREFIX']!, 'ca.pem')
    await writeFile(cafile, `${pem('one')}\nsome text\n${pem('two')}\n`)
    expect(await readNpmOptions({ ...env, npm_config_cafile: cafile, npm_config_strict_ssl: 'false' })).toEqual({
      ca: [pem('one'), pem('two')],
      strictSSL: false,
    })
    expect(await readNpmOptions({ ...env, npm_config_cafile: join(cafile, 'not-here') })).toEqual({})
  })

  test('are empty where there are none', async () => {
    expect(await readNpmOptions({ PREFIX: '/nowhere', npm_config_userconfig: '/nowhere/npmrc' })).toEqual({})
  })
})
