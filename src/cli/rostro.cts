#!/usr/bin/env node
// What `rostro` starts: room for many cameras among the threads that wait, little memory kept for them, then the command line.

/**
 * Reading from a camera keeps one of libuv's threads until something comes, and of four, which is what there are otherwise, four cameras leave none to
 * decode with (docs/performance.md). Node makes them when it first reads a file beside JavaScript, which it does for any module but one of this kind.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '32'

/** Of Node 22.15, 24 and later. */
const { execve } = process as { execve?: (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never }

/**
 * What glibc keeps of the memory its threads free, in pools, eight a core, and a server has 40 threads: with two pools four cameras take 80 MB less. By
 * default it learns to keep pieces of up to 32 MB; told a size, it gives back what is larger: 27 MB less.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }

/**
 * Eight seconds after a collection of all of the garbage V8 collects it again, and moves all of what lives, to give memory back: 26 to 41 ms in which a
 * server answers nobody, where other collections take 4 to 15. Without it as much memory is saved by less room for new objects, 4 MB in place of 16.
 */
const HEAP = ['--no-memory-reducer', '--max-semi-space-size=4']

// Node and glibc hear of both only as a program starts, so a server starts again in its own place (docs/performance.md).
const isServer = ['serve', 'start'].includes(process.argv[2] ?? '')
if (execve && isServer && process.platform === 'linux' && !process.execArgv.includes(HEAP[0]!)) {
  const args = [process.execPath, ...process.execArgv, ...HEAP, ...process.argv.slice(1)]
  execve(process.execPath, args, { ...ALLOCATOR, ...process.env })
}

void import('./main.ts')
