import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runTool, section } from './step.js'

/**
 * The parts of vitest's report that are read here.
 *
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Test
 * @typedef {{ numPassedTests: number, testResults: { name: string, message: string, status: string, assertionResults:
 * Test[] }[] }} Report
 */

/**
 * Runs tests with vitest.
 *
 * @param {string} title
 * @param {string[]} args of vitest: options, and parts of paths
 * @param {Record<string, string>} env
 * @returns {Promise<import('./step.js').Count>}
 */
export async function vitest(title, args, env) {
  section(title)
  const file = join(env.TMPDIR ?? '', `${title}.json`)
  // On two cores vitest would run only one file at a time by default. But most tests just wait for sockets and databases,
  // so two files at a time use the machine better.
  const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`
  // The tests use real browsers and databases, which may be slow on a busy machine: a test that fails is tried once more
  // and shown as retried. If you run vitest yourself, it does not retry.
  const options = ['run', '--retry=1', workers, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const ok = await runTool('node_modules/vitest/vitest.mjs', [...options, ...args], env)
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
  // An error outside of all tests, such as an unhandled rejection, fails the run too.
  if (!ok && names.length === 0) names.push('an error outside of every test; it stands above')
  return { passed: report.numPassedTests, failed: names.length, names }
}
