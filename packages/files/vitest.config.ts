import { defineConfig } from 'vitest/config'

// Work on pictures and disks takes milliseconds on an idle machine, and seconds on a busy one.
export default defineConfig({ test: { testTimeout: 30_000, hookTimeout: 60_000 } })
