// FFmpeg's errors in plain words. Never passes its text on: that may hold the address with its password.

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/no such file|not found \(404|404 not found|server returned 404/i, 'there is nothing at this address'],
  [/401|unauthorized|authorization failed/i, 'it asks for a user name and password, or refuses the ones given'],
  [/403|forbidden/i, 'it refuses access'],
  [/no such device|cannot find a proper/i, 'there is no such camera'],
  [/permission denied|operation not permitted/i, 'this user may not open it'],
  [/resource busy/i, 'another program is using it'],
  [/connection refused/i, 'nothing answers there'],
  [/timed? ?out/i, 'it does not answer in time'],
  [/no route to host|unreachable/i, 'the network does not reach it'],
  [/resolve hostname|name or service|input\/output error/i, 'it cannot be reached or read'],
  [/reset by peer|broken pipe|end of file|exit requested/i, 'the connection ended'],
  [/server returned 4|bad request/i, 'the server refuses the request'],
  [/server returned 5/i, 'the server reports an error of its own'],
  [/protocol not (found|on whitelist)|whitelist/i, 'it leads to an address of a kind that is not allowed'],
  [/moov atom not found/i, 'the file is cut off or was never finished'],
  [
    /invalid data|invalid argument|could not find codec|unknown format/i,
    'it holds no video that can be read, or is cut off before one',
  ],
]

/** A few plain words for what FFmpeg said. */
export const plainReason = (said: string): string => REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? 'it cannot be opened'
