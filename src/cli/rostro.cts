#!/usr/bin/env node
// What `rostro` starts: room for many cameras among the threads that wait, little memory kept for them, then the command line.

/**
 * Reading from a camera keeps one of libuv's threads until something comes, and of four, which is what there are otherwise, four cameras leave none to
 * decode with (docs/performance.md). Node makes them when it first reads a file beside JavaScript, which it does for any module but one of this kind.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '32'

/** Of Node 22.15, 24 and later; not on Windows. */
const { execve } = process as { execve?: (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never }

/**
 * What its threads free glibc keeps in pools, eight a core, and a server has 40 threads: with two pools four cameras take 80 MB less, and no more time
 * (docs/performance.md). It hears of it only as a program starts, so this one starts again in its own place.
 */
const isServer = ['serve', 'start'].includes(process.argv[2] ?? '')
if (execve && isServer && process.platform === 'linux' && process.env['MALLOC_ARENA_MAX'] === undefined) {
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  execve(process.execPath, args, { ...process.env, MALLOC_ARENA_MAX: '2' })
}

void import('./main.ts')
