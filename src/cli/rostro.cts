#!/usr/bin/env node
// What `rostro` starts: room for many cameras among the threads that wait, then the command line.

/**
 * Reading from a camera keeps one of libuv's threads until something comes, and of four, which is what there are otherwise, four cameras leave none to
 * decode with (docs/performance.md). Node makes them when it first reads a file beside JavaScript, which it does for any module but one of this kind.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '32'

void import('./main.ts')
