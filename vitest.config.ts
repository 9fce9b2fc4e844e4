import { defineConfig } from 'vitest/config'

// Real servers, databases, sockets and processes: milliseconds on a quiet machine, seconds on a busy one.
const slow = { testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'apps/*',
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], ...slow } },
      { test: { name: 'scripts', include: ['scripts/**/*.test.ts'], ...slow } },
      { test: { name: 'examples', include: ['examples/**/*.test.ts'], ...slow } },
      { test: { name: 'e2e', include: ['e2e/{nodes,faults,model,fuzz}/**/*.test.ts'], ...slow } },
    ],
  },
})
