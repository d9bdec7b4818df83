// An HTTP camera on the loopback that does what a test tells it: sends, falls silent, hangs up, changes its size.

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Image } from '../../src/core/types.ts'
import { encodeJpeg } from '../../src/video/photos.ts'

export interface CameraConnection {
  /** Counts from 0. */
  readonly number: number
  /** The Authorization header. */
  readonly authorization: string | undefined
  /** Sends a picture and waits a hundredth of a second, as a camera does between two; false when nobody listens any more. */
  send(image: Image): Promise<boolean>
  refuse(status: number): void
  end(): void
  /** As a pulled plug: no goodbye. */
  reset(): void
}

export interface Camera extends AsyncDisposable {
  readonly port: number
  connections(): number
}

export async function startMjpegCamera(serve: (connection: CameraConnection) => Promise<void> | void): Promise<Camera> {
  let connections = 0
  const server = createServer((request, response) => {
    const connection = { number: connections++, authorization: request.headers.authorization, ...controls(response) }
    void Promise.resolve(serve(connection))
  })
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function controls(response: ServerResponse): Omit<CameraConnection, 'number' | 'authorization'> {
  const start = () =>
    response.headersSent || response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=next' })
  return {
    async send(image) {
      start()
      const jpeg = await encodeJpeg(image, 95)
      response.write(`--next\r\ncontent-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`)
      response.write(jpeg)
      response.write('\r\n')
      await delay(10)
      return !response.destroyed
    },
    refuse(status) {
      response.writeHead(status, { 'www-authenticate': 'Basic realm="camera"' }).end()
    },
    end() {
      start()
      response.end()
    },
    reset() {
      response.socket?.resetAndDestroy()
    },
  }
}
