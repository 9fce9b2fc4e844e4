import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// Tests that the short forms of the benchmarks run. They check themselves that every delivery is counted. No figure is tested.

const run = promisify(execFile)
const names = ['fan-out', 'idle-memory', 'latency', 'reconnect-storm']

test.each(names)('%s runs, and every delivery arrives', { timeout: 180_000 }, async (name) => {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const { stdout } = await run(process.execPath, ['--no-warnings', file, '--quick'])
  expect(stdout).toMatch(/\| Chime +\|/)
  expect(stdout).not.toContain('MISSED')
})
