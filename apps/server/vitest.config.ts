import { defineConfig } from 'vitest/config'

// Real servers, databases and sockets: milliseconds on a quiet machine, seconds on a busy one.
export default defineConfig({ test: { testTimeout: 30_000, hookTimeout: 60_000 } })
