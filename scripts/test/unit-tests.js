import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runTool, section } from './step.js'

/**
 * What is read of vitest's report.
 *
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Test
 * @typedef {{ numPassedTests: number, testResults: { name: string, message: string, status: string, assertionResults: Test[] }[] }} Report
 */

/**
 * Vitest over all packages.
 *
 * @param {string[]} filters pieces of paths; empty for all
 * @param {Record<string, string>} env
 * @returns {Promise<import('./step.js').Count>}
 */
export async function unitTests(filters, env) {
  section('Unit and integration tests')
  const file = join(env.TMPDIR ?? '', 'vitest.json')
  // Real browsers and databases on a busy machine: a test that fails once is tried once more, and shown as retried.
  // Run by hand, vitest tries once.
  // Most tests wait for sockets and databases: by itself vitest would run one file at a time on two cores, and leave them idle.
  const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`
  const options = ['run', '--retry=1', workers, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const ok = await runTool('node_modules/vitest/vitest.mjs', [...options, ...filters], env)
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  /** @type {Report} */
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const broken = report.testResults.filter((r) => r.status === 'failed' && r.assertionResults.length === 0)
  const names = broken.map(({ name, message }) => `${name}: ${message}`)
  for (const { name, assertionResults } of report.testResults) {
    for (const test of assertionResults.filter(({ status }) => status === 'failed')) {
      names.push(`${name}: ${test.fullName}\n${test.failureMessages.join('\n')}`)
    }
  }
  // An error outside every test (an unhandled rejection) fails the run too.
  if (!ok && names.length === 0) names.push('an error outside of every test; it stands above')
  return { passed: report.numPassedTests, failed: names.length, names }
}
