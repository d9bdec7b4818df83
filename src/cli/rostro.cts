#!/usr/bin/env node
// What `rostro` starts: room for many cameras among the threads that wait, little memory kept for them, then the command line.

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the only way in a file of this kind
import v8 = require('node:v8')

/**
 * Reading from a camera keeps one of libuv's threads until something comes, and of four, which is what there are otherwise, four cameras leave none to
 * decode with (docs/performance.md). Node makes them when it first reads a file beside JavaScript, which it does for any module but one of this kind.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '32'

const isServer = ['serve', 'start'].includes(process.argv[2] ?? '')

/** Of Node 22.15, 24 and later; not on Windows. */
const { execve } = process as { execve?: (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never }

/**
 * What glibc keeps of the memory its threads free, in pools, eight a core, and a server has 40 threads: with two pools four cameras take 80 MB less. By
 * default it learns to keep pieces of up to 32 MB; told a size, it gives back what is larger: 25 MB less. Neither takes more time (docs/performance.md).
 * It hears of them only as a program starts, so this one starts again in its own place.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }
if (execve && isServer && process.platform === 'linux' && process.env['MALLOC_ARENA_MAX'] === undefined) {
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  execve(process.execPath, args, { ...ALLOCATOR, ...process.env })
}

/**
 * Eight seconds after a thread's garbage was collected V8 would collect it again to give memory back, and move all of what lives: some 5 MB, for 26 to
 * 41 ms in which a server answers nobody. Other collections of all of the garbage take 4 to 15 (docs/performance.md). So never, which in ms is 23 days.
 */
if (isServer) v8.setFlagsFromString('--gc-memory-reducer-start-delay-ms=2000000000')

void import('./main.ts')
