import { defineConfig } from '@playwright/test'

/** For root, small machines and closed networks. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: './browser',
  testMatch: '*.test.ts',
  outputDir: '../test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  use: {
    trace: 'retain-on-failure',
    viewport: { width: 1200, height: 800 },
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args },
  },
})
