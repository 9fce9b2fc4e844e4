import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, section } from './step.js'

/**
 * Vitest over all packages.
 *
 * @param {string[]} filters pieces of paths; empty for all
 * @param {Record<string, string>} env
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function unitTests(filters, env) {
  section('Unit and integration tests')
  const file = join(env.TMPDIR ?? '', 'vitest.json')
  // Real browsers and databases on a busy machine: a test that fails once is tried once more, and shown as retried.
  // Run by hand, vitest tries once.
  const options = ['run', '--retry=1', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const ok = await runTool('node_modules/vitest/vitest.mjs', [...options, ...filters], env)
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} */
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const broken = report.testResults.filter((r) => r.status === 'failed' && r.assertionResults.length === 0).length
  const failed = report.numFailedTests + broken
  // An error outside every test (an unhandled rejection) fails the run too.
  return { passed: report.numPassedTests, failed: ok ? failed : Math.max(failed, 1) }
}
