import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, section } from './step.js'

/** A fixed seed, so that every run injects the same faults. Only the timing of the machine differs. */
const seed = '7'
const minutes = '3'

/**
 * Runs the short fault run. Each promise that it has judged counts as one test.
 *
 * @param {Record<string, string>} env
 * @returns {Promise<import('./step.js').Count>}
 */
export async function faultRun(env) {
  section('Faults')
  const file = join(env.TMPDIR ?? '', 'faults.json')
  const ok = await runTool('scripts/faults.js', ['--minutes', minutes, '--seed', seed, '--report', file], env)
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  /** @type {{ verdicts: { promise: string, violationCount: number }[] }} */
  const { verdicts } = JSON.parse(readFileSync(file, 'utf8'))
  const names = verdicts.filter(({ violationCount }) => violationCount > 0).map(({ promise }) => `faults: ${promise}`)
  return { passed: verdicts.length - names.length, failed: ok ? names.length : Math.max(names.length, 1), names }
}
