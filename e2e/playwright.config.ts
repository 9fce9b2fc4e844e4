import { defineConfig } from '@playwright/test'
import { chromiumFlags } from './browser/chromium-flags.ts'

export default defineConfig({
  testDir: './browser',
  testMatch: '*.test.ts',
  outputDir: '../test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Each has a server of its own. Much of a test is waiting, so that two need less time than one after the other.
  workers: 2,
  // On a busy machine; what needs it is shown as flaky.
  retries: 1,
  forbidOnly: true,
  use: {
    trace: 'retain-on-failure',
    viewport: { width: 1200, height: 800 },
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args: chromiumFlags },
  },
})
