import { defineConfig } from 'vitest/config'

/** What starts no program and no browser: one process for all of them, since no module keeps state (test/architecture.test.ts). */
const TOGETHER = ['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/{server,stores,doors}/**/*.test.ts']

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    testTimeout: 30_000,
    // Browsers, servers and databases wait for one another: two at a time use two cores.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: TOGETHER } },
    ],
  },
})
