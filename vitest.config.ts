import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Modules keep nothing that a test could leave behind (time and chance are arguments), so test files may share
    // them: a fresh set of modules a file takes three times as long as the tests themselves.
    isolate: false,
  },
})
