import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Clients and tools in other languages: `npm run compat`. Slower than the tests, and not to be had everywhere.

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['compat/**/*.test.ts'],
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
