import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, section } from './step.js'

/**
 * Playwright over e2e/browser, against the built web app.
 *
 * @param {string[]} filters pieces of paths; empty for all
 * @param {Record<string, string>} env
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function browserTests(filters, env) {
  section('End-to-end tests in Chromium')
  const file = join(env.TMPDIR ?? '', 'playwright.json')
  const args = ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json', ...filters]
  const ok = await runTool('node_modules/@playwright/test/cli.js', args, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number } }} */
  const { stats } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected || (ok ? 0 : 1) }
}
