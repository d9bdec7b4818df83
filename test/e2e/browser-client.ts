// A client that keeps its cookie and says where its page came from, as a browser does; for tests and benches.

import { createClient, type Client } from '../../src/client.ts'

export function browserClient(url: string): Client {
  let cookie = ''
  return createClient({
    baseUrl: url,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set('origin', url)
      if (cookie) headers.set('cookie', cookie)
      const response = await fetch(input, { ...init, headers })
      for (const set of response.headers.getSetCookie()) cookie = set.split(';', 1)[0]!
      return response
    },
  })
}
