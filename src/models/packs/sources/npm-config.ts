// The user's npm settings as pacote takes them: registry, credentials, proxy, certificates, cache.

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { isMissing } from '../files.ts'

export type NpmOptions = Readonly<Record<string, unknown>>
type Settings = Readonly<Record<string, string>>

/**
 * Global file < user file < `npm_config_*` environment, as npm itself ranks them. A project's .npmrc counts under `npm start` and
 * `npx`, because npm hands it on through the environment; read directly it would let any folder choose where requests go.
 * Source: npm documentation, "config" and ".npmrc".
 */
export async function readNpmOptions(env: NodeJS.ProcessEnv): Promise<NpmOptions> {
  const fromEnv = settingsOfEnv(env)
  const globalFile = fromEnv['globalconfig'] ?? join(prefixOf(env), 'etc', 'npmrc')
  const userFile = fromEnv['userconfig'] ?? join(homedir(), '.npmrc')
  const settings = { ...(await settingsOfFile(globalFile, env)), ...(await settingsOfFile(userFile, env)), ...fromEnv }
  return toOptions(settings, await certificatesOf(settings))
}

/** Scoped registries and credentials keep their names; the rest get the names @npmcli/config gives them. */
function toOptions(settings: Settings, ca: string | string[] | undefined): NpmOptions {
  const scoped = Object.entries(settings).filter(([key]) => key.startsWith('//') || /^@[^:]+:registry$/.test(key))
  const named: Record<string, unknown> = {
    registry: settings['registry'],
    proxy: settings['proxy'],
    httpsProxy: settings['https-proxy'],
    noProxy: settings['noproxy'] ?? settings['no-proxy'],
    strictSSL: settings['strict-ssl'] === undefined ? undefined : settings['strict-ssl'] !== 'false',
    ca,
    cert: settings['cert'],
    key: settings['key'],
    replaceRegistryHost: settings['replace-registry-host'],
    cache: settings['cache'] === undefined ? undefined : join(settings['cache'], '_cacache'),
  }
  return Object.fromEntries([...scoped, ...Object.entries(named).filter(([, value]) => value !== undefined)])
}

function settingsOfEnv(env: NodeJS.ProcessEnv): Settings {
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (!/^npm_config_/i.test(name) || !value) continue
    const key = name.slice('npm_config_'.length)
    // `npm_config_//registry.example.com/:_authToken` is case-sensitive after the host, plain names are not.
    settings[key.startsWith('//') ? key : key.toLowerCase().replace(/(?!^)_/g, '-')] = value
  }
  return settings
}

async function settingsOfFile(path: string, env: NodeJS.ProcessEnv): Promise<Settings> {
  return parseNpmrc((await readIfThere(path)) ?? '', env)
}

/** `key = value` lines; `;` and `#` start comments, `${NAME}` stands for the environment's, `${NAME?}` for nothing where that is unset. */
export function parseNpmrc(text: string, env: NodeJS.ProcessEnv): Settings {
  const settings: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const [, key, raw] = /^\s*([^;#=\s[][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key === undefined || raw === undefined) continue
    const value = raw
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/\$\{([^}?]+)(\??)\}/g, (whole, name: string, optional: string) => env[name] ?? (optional ? '' : whole))
    if (value !== '' && value !== 'null') settings[key] = value
  }
  return settings
}

async function certificatesOf(settings: Settings): Promise<string | string[] | undefined> {
  if (settings['ca'] !== undefined) return settings['ca'].replaceAll('\\n', '\n')
  if (settings['cafile'] === undefined) return undefined
  const text = await readIfThere(settings['cafile'])
  return text?.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? undefined
}

function prefixOf(env: NodeJS.ProcessEnv): string {
  if (env['PREFIX']) return env['PREFIX']
  if (process.platform === 'win32') return join(env['APPDATA'] ?? homedir(), 'npm')
  return dirname(dirname(process.execPath))
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
