import { defineConfig } from 'vitest/config'

// unit: no socket, no file; adapters: own servers and files; e2e: the whole program with real clients.
const e2e = ['test/e2e/**/*.test.ts']
const adapters = [
  'test/adapters/{redis,embedded}/**/*.test.ts',
  'test/adapters/kafka/server/**/*.test.ts',
  'test/adapters/http/**/*.test.ts',
  'test/support/**/*.test.ts',
]

// What a test waits for comes when the machine has time for it: the limit only ends what would never end.
const patient = { expect: { poll: { timeout: 20_000 } } }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patient,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...e2e, ...adapters],
          testTimeout: 20_000,
          // One module graph for all: they change nothing global, and loading it 80 times took twice as long as the tests.
          isolate: false,
        },
      },
      {
        test: { ...patient, name: 'adapters', include: adapters, testTimeout: 120_000, hookTimeout: 60_000 },
      },
      {
        test: {
          ...patient,
          name: 'e2e',
          include: e2e,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
