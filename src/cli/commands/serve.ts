// `rostro serve`: the page and the API, until somebody stops it.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError, type Command } from 'commander'
import { openEngine } from '../../app/engine/open-engine.ts'
import { prepareBeside } from '../../app/engine/prepare-beside.ts'
import { openModels, openStore } from '../../app/open-rostro.ts'
import { isShared } from '../../app/store-address.ts'
import { RostroError } from '../../core/errors.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { openServer, type RostroServer } from '../../server/open-server.ts'
import { checkBinding, type Tls } from '../../server/listen.ts'
import { lockServer, runningServer } from '../../server/server-lock.ts'
import { pullStatus, withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { hasDisplay, openPage } from '../open-page.ts'
import { operatingLine } from '../operating-words.ts'
import { packageVersion } from '../version.ts'

export const DEFAULT_PORT = 7878
/** For the server to close what it can while its engine hangs, before the process is ended by force. */
const MAX_STUCK_MS = 10_000

interface Options extends ModelOptions {
  readonly host?: string
  readonly port?: number
  readonly open: boolean
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly trustedProxy?: string
  readonly publicName?: readonly string[]
  readonly doorCommands?: true
  readonly nodeName?: string
}

export function addServe(program: Command, context: Context): void {
  const command = program
    .command('serve')
    .description('the page in your browser, and the API: recognise, register, timeline, cameras')
    .option('--host <address>', 'where to listen; beyond this machine only with TLS or a proxy (default: this machine only)')
    .option('--port <port>', 'the port; 0 takes any that is free', portNumber, DEFAULT_PORT)
    .option('--no-open', 'do not open the browser')
    .option('--tls-cert <file>', 'certificate (PEM) to encrypt with')
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--trusted-proxy <address>', 'address or network of the proxy in front that encrypts')
    .option('--public-name <names...>', 'names under which pages open Rostro, such as rostro.example')
    .option('--node-name <name>', 'what to call this server where several share a database (default: the name of the machine)')
    .option('--door-commands', 'doors may run programs of this machine to open (default: they may not)')
  withModelOptions(command).action((options: Options) => serve(context, options))
}

/**
 * Shows a page of Rostro: of the server that runs already, or of one that runs from now on until it is stopped.
 * @param path such as `/live`
 */
export async function showPage(context: Context, options: Options, path = '/'): Promise<void> {
  const { terminal, env } = context
  const running = await runningServer(rostroHome(env))
  if (running?.url === undefined) return serve(context, options, path)
  const address = running.url + path
  const isShown = options.open && hasDisplay(env) && (await openPage(address))
  terminal.print(`Rostro runs already (process ${running.pid})${isShown ? '; its page opens' : ''}: ${address}`)
}

async function serve(context: Context, options: Options, path = '/'): Promise<void> {
  const { terminal, signal, env } = context
  const home = rostroHome(env)
  const tls = await readTls(options)
  const { host, port = DEFAULT_PORT, trustedProxy, publicName: publicNames = [] } = options
  const where = { host, port, tls, trustedProxy, publicNames }
  checkBinding(where)
  context.endsWhenStopped()
  const lock = await lockServer(home)
  const stuck = new AbortController()
  const store = await openStore(home).catch(async (error: unknown) => {
    await lock.release()
    throw error
  })
  try {
    const server = await openServer({
      store,
      models: openModels(home),
      ...where,
      ...{ webRoot: webRoot(), alertsFolder: join(home, 'alerts'), version: packageVersion() },
      doorCommands: options.doorCommands ?? false,
      nodeName: isShared(home, env) ? (options.nodeName ?? hostname()) : undefined,
      log: (level, line) => {
        terminal.note(level === 'info' ? line : `${terminal.colour.yellow(level)} ${line}`)
      },
      prepareChange: (request, onProgress, signal) =>
        prepareBeside({ home, device: options.device, ...request }, onProgress, signal),
      async openEngine(listener) {
        const { pack, device, threads } = options
        const onStuck = (error: RostroError) => {
          stuck.abort()
          setTimeout(endByForce, MAX_STUCK_MS, context, error).unref()
        }
        const engine = await openEngine({ ...{ listener, home, pack, device, threads }, onPull: pullStatus(terminal), onStuck })
        terminal.clearStatus()
        return engine
      },
    })
    try {
      await lock.setUrl(server.url)
      tell(context, server)
      if (options.open && hasDisplay(env)) await openPage(server.setupUrl ?? server.url + path)
      await stopped(AbortSignal.any([signal, stuck.signal]))
      terminal.note('Stopping …')
    } finally {
      await server.close()
    }
  } finally {
    await store.close()
    await lock.release()
  }
}

/** A process with a thread that is stuck in native code does not end by itself: process.exit() waits for that thread. */
function endByForce({ terminal }: Context, { message, code }: RostroError): void {
  terminal.note(`${terminal.colour.red('Error')} ${message} [${code}]`)
  process.kill(process.pid, 'SIGKILL')
}

function tell({ terminal }: Context, { url, setupUrl, engine, operatingPoint: point }: RostroServer): void {
  const setup = setupUrl === undefined ? [] : [`Make the first account (this link works once, for an hour): ${setupUrl}`]
  terminal.print([...setup, `${terminal.colour.green('Rostro')} is at ${url}/`].join('\n'))
  terminal.note(`Pack ${engine.pack} on ${engine.device}. ${operatingLine(point)} Ctrl-C ends.`)
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => {
      resolve()
    })
  })

async function readTls({ tlsCert, tlsKey }: Options): Promise<Tls | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new RostroError('usage_invalid', 'Encryption needs both --tls-cert and --tls-key.')
  return { cert: await readPem(tlsCert), key: await readPem(tlsKey) }
}

const readPem = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RostroError('file_not_found', `Cannot read ${path}: check that it exists and may be read.`, { cause })
  })

/** Beside the compiled program; run from its source, where the build puts it. */
function webRoot(): string {
  const [built, fromSource] = ['../../web/', '../../../dist/web/'].map(path => fileURLToPath(new URL(path, import.meta.url)))
  return existsSync(built!) ? built! : fromSource!
}

function portNumber(value: string): number {
  const port = Number(value)
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return port
}
