import { defineConfig } from '@playwright/test'
import { chromiumFlags } from './browser/chromium-flags.ts'

export default defineConfig({
  testDir: './browser',
  testMatch: '*.test.ts',
  outputDir: '../test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // On a busy machine; what needs it is shown as flaky.
  retries: 1,
  forbidOnly: true,
  use: {
    trace: 'retain-on-failure',
    viewport: { width: 1200, height: 800 },
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args: chromiumFlags },
  },
})
