import { defineConfig } from 'vitest/config'

/** `npm test` runs what fits into four minutes; `npm test -- packed` runs all. */
const include = process.env.PACKED_APPS === 'all' ? ['**/*.test.ts'] : ['*.test.ts']

export default defineConfig({
  test: {
    name: 'packed',
    root: import.meta.dirname,
    include,
    globalSetup: 'install.ts',
    // Installs, builds and compilers of other people's apps.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
