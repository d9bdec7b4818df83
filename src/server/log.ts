// What the server tells its operator: one line a happening, names and pictures of nobody.

export type Level = 'info' | 'warn' | 'error'

export type Log = (level: Level, line: string) => void

/** Everything of an error for the log: the stack where there is one. */
export const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
