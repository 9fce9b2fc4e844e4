import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, section } from './step.js'

/**
 * The parts of Playwright's report that are read here. A suite is a file.
 *
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number }, suites: { file: string, specs: { title:
 * string, ok: boolean }[] }[] }} Report
 */

/**
 * Runs the tests in e2e/browser with Playwright, against the built web app.
 *
 * @param {string[]} filters parts of paths; empty for all tests
 * @param {Record<string, string>} env
 * @returns {Promise<import('./step.js').Count>}
 */
export async function browserTests(filters, env) {
  section('End-to-end tests in Chromium')
  const file = join(env.TMPDIR ?? '', 'playwright.json')
  const args = ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json', ...filters]
  const ok = await runTool('node_modules/@playwright/test/cli.js', args, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  /** @type {Report} */
  const { stats, suites } = JSON.parse(readFileSync(file, 'utf8'))
  const names = suites.flatMap(({ file, specs }) =>
    specs.filter((spec) => !spec.ok).map((spec) => `${file}: ${spec.title}`),
  )
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected || (ok ? 0 : 1), names }
}
