import { defineConfig } from 'vitest/config'

// Pictures and disks: milliseconds on a quiet machine, seconds on a busy one.
export default defineConfig({ test: { testTimeout: 30_000, hookTimeout: 60_000 } })
