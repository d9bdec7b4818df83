// Opens the ports: loopback in both families by default, anything else only behind TLS or a proxy that is named.

import { createServer, Server, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { BlockList, isIP, type AddressInfo, type Socket } from 'node:net'
import { RostroError } from '../core/errors.ts'

export interface Tls {
  readonly cert: string
  readonly key: string
}

export interface ListenOptions {
  /** Default: 127.0.0.1 and ::1. */
  readonly host?: string | undefined
  /** 0: any that is free. */
  readonly port: number
  readonly tls?: Tls | undefined
  /** Address or network (CIDR) of the proxy that has the certificate. */
  readonly trustedProxy?: string | undefined
  readonly publicNames: readonly string[]
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
export const isLoopback = (host: string): boolean => LOOPBACK.includes(host)
const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** @throws RostroError binding_refused */
export function checkBinding({ host, tls, trustedProxy, publicNames }: ListenOptions): void {
  if (host === undefined || isLoopback(host)) return
  if (!tls && trustedProxy === undefined) {
    throw new RostroError(
      'binding_refused',
      `Listening on ${host} without encryption would show faces and passwords to the network: give --tls-cert and --tls-key, or --trusted-proxy with the address of a proxy that encrypts.`,
    )
  }
  if (isWildcard(host) && publicNames.length === 0)
    throw new RostroError('binding_refused', `Listening on ${host} needs --public-name: the name under which pages open Rostro.`)
}

/** The peers whose forwarding headers are believed. @throws RostroError binding_refused */
export function proxyList(trustedProxy: string | undefined): BlockList | undefined {
  if (trustedProxy === undefined) return undefined
  const list = new BlockList()
  const [address = '', bits] = trustedProxy.split('/', 2)
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const longest = family === 'ipv6' ? 128 : 32
  const prefix = bits === undefined ? longest : /^\d+$/.test(bits) ? Number(bits) : -1
  if (isIP(address) === 0 || prefix < 1 || prefix > longest)
    throw new RostroError('binding_refused', `--trusted-proxy "${trustedProxy}" is no IP address or network such as 10.0.0.0/24.`)
  list.addSubnet(address, prefix, family)
  return list
}

/** `::ffff:10.0.0.1` is 10.0.0.1. */
export const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/i, '')

export const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

export interface Listening {
  readonly port: number
  /** Takes `upgrade` requests of all ports; never listens itself. */
  readonly upgrades: Server
  /** Takes no new connection, lets requests end, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

/** Requests must have arrived wholly after so long: a slow sender holds no place. */
const REQUEST_MS = 60_000

/** @throws RostroError binding_refused */
export async function listen(options: ListenOptions, listener: RequestListener): Promise<Listening> {
  checkBinding(options)
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnce(options, listener)
    } catch (error) {
      // A port that is free in one family may be taken in the other.
      if (options.port !== 0 || attempt >= ATTEMPTS) throw error
    }
  }
}

const ATTEMPTS = 5

async function listenOnce(options: ListenOptions, listener: RequestListener): Promise<Listening> {
  const proxies = proxyList(options.trustedProxy)
  const hosts = options.host === undefined ? ['127.0.0.1', '::1'] : [options.host]
  const upgrades = new Server()
  const servers: Server[] = []
  const close = async (graceMs: number) => {
    await Promise.all(servers.splice(0).map(server => closeServer(server, graceMs)))
  }
  let port = options.port
  try {
    for (const host of hosts) {
      const settings = { requestTimeout: REQUEST_MS, headersTimeout: 20_000, maxHeaderSize: 16 * 1024, keepAliveTimeout: 30_000 }
      const server = options.tls
        ? createTlsServer({ ...settings, ...options.tls, minVersion: 'TLSv1.2' })
        : createServer(settings)
      server.maxConnections = 2000
      if (!(await bound(server, host, port, options.host === undefined))) continue
      servers.push(server)
      server.on('request', listener)
      port = (server.address() as AddressInfo).port
      server.on('upgrade', (request, socket, head) => {
        if (!upgrades.emit('upgrade', request, socket, head)) socket.destroy()
      })
      if (proxies)
        server.on('connection', (socket: Socket) => {
          refuseStrangers(socket, proxies)
        })
    }
  } catch (error) {
    await close(0)
    throw error
  }
  return { port, upgrades, close }
}

/** Behind a proxy nobody else gets through: their words about who they forward for would be believed. */
function refuseStrangers(socket: Socket, proxies: BlockList): void {
  const address = plainAddress(socket.remoteAddress)
  if (!isLoopback(address) && !isIn(proxies, address)) socket.destroy()
}

/** False where the machine has no such family: fine for one of the two loopbacks. */
function bound(server: Server, host: string, port: number, optional: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (optional && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) {
        resolve(false)
        return
      }
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program; choose another with --port.`
          : `Cannot listen on ${host}, port ${port} (${error.code ?? error.message}); choose others with --host and --port.`
      reject(new RostroError('binding_refused', why, { cause: error }))
    })
    server.listen({ host, port, ...(host === '::1' && { ipv6Only: true }) }, () => {
      server.removeAllListeners('error')
      resolve(true)
    })
  })
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => {
      server.closeAllConnections()
    }, graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
