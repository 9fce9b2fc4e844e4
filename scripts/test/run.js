import { ensureWebBuilt } from '../launch/build-web.js'
import { say } from '../launch/say.js'
import { apartFolder } from './apart.js'
import { browserTests } from './browser-tests.js'
import { findChromium } from './chromium.js'
import { faultRun } from './faults.js'
import { findLeftovers } from './leftovers.js'
import { packedApps } from './packed.js'
import { startPostgres } from './postgres.js'
import { startRedis } from './redis.js'
import { runStep, section } from './step.js'
import { vitest } from './vitest.js'

/** @typedef {import('./step.js').Count} Count */
/** @typedef {{ env: Record<string, string>, stop: () => Promise<void> }} Service */

/** How many lines of the message of a failed test are shown at the end. */
const failureLines = 20

const parts = ['lint', 'types', 'unit', 'packed', 'e2e', 'faults']

/** @param {string[]} names what to run: parts by their name, tests by a part of their path */
function choose(names) {
  const filters = names.filter((name) => !parts.includes(name))
  const browser = filters.filter((filter) => filter.startsWith('e2e/browser'))
  const unit = filters.filter((filter) => !filter.startsWith('e2e/browser'))
  const all = names.length === 0
  return {
    lint: all || names.includes('lint'),
    types: all || names.includes('types'),
    unit: all || names.includes('unit') || unit.length > 0 ? unit : null,
    // Named, it runs all of them; otherwise those that fit into four minutes.
    packed: names.includes('packed') ? 'all' : all ? 'some' : null,
    browser: all || names.includes('e2e') || browser.length > 0 ? browser : null,
    faults: all || names.includes('faults'),
  }
}

/** The browser tests need it, and so do the tests of `npm start`. @param {ReturnType<typeof choose>} chosen */
const needsWebApp = ({ unit, browser }) =>
  browser !== null || (unit !== null && (unit.length === 0 || unit.some((filter) => filter.includes('scripts'))))

/** @param {string[]} names */
export async function runTests(names) {
  const chosen = choose(names)
  const count = { passed: 0, failed: 0 }
  /** @type {string[]} */
  const failures = []
  /** @param {Count} more */
  const add = ({ passed, failed, names }) => {
    count.passed += passed
    count.failed += failed
    failures.push(...(names ?? []))
  }
  const apart = apartFolder()
  /** @type {Service[]} */
  const services = []
  try {
    if (chosen.lint) {
      add(await runStep('Lock file', 'scripts/check-lock.js', []))
      add(await runStep('What comes from others', 'scripts/check-supply.js', []))
      add(await runStep('Lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']))
      add(await runStep('API reference', 'scripts/docs.js', ['--check']))
      add(await runStep('Dead code', 'node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']))
    }
    if (chosen.types)
      add(
        await runStep('Types', 'node_modules/turbo/bin/turbo', [
          'run',
          'types',
          '--continue',
          '--output-logs=errors-only',
        ]),
      )
    if (chosen.unit || chosen.packed || chosen.browser) {
      if (needsWebApp(chosen)) {
        section('Web app')
        await ensureWebBuilt()
      }
      section('Services')
      services.push(await startPostgres())
      services.push(await startRedis(apart.folder))
      const env = Object.assign({ ...apart.env }, ...services.map((service) => service.env))
      // Some unit tests need a browser too: only a real one scrolls.
      env.CHROMIUM_PATH = await findChromium()
      if (chosen.unit) add(await vitest('Unit and integration tests', chosen.unit, env))
      if (chosen.packed) add(await packedApps(chosen.packed === 'all', env))
      if (chosen.browser) add(await browserTests(chosen.browser, env))
    }
    // Last and alone, because it measures how soon everything recovers. It starts its own services and disturbs only
    // those.
    if (chosen.faults) add(await faultRun(apart.env))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    count.failed += 1
  } finally {
    for (const service of services.reverse()) await service.stop()
  }
  add(await findLeftovers(apart))
  apart.remove()
  // Repeated at the end: the first message may be a thousand lines above.
  if (failures.length > 0) {
    section('Failed')
    for (const failure of failures) say(failure.split('\n').slice(0, failureLines).join('\n'))
  }
  say(`\n${count.passed} passed, ${count.failed} failed`)
  process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0)
}
