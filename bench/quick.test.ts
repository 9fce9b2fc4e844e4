import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// The short forms: never a figure, only that the programs run. That every delivery is counted they see to themselves.

const run = promisify(execFile)
const names = ['fan-out', 'idle-memory', 'latency', 'reconnect-storm']
/** Some thirty processes start in these tests: what the first ones compile, the others find. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'chime-bench-compiled') }

test.each(names)('%s runs, and every delivery arrives', { timeout: 180_000 }, async (name) => {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const { stdout } = await run(process.execPath, ['--no-warnings', file, '--quick'], { env })
  expect(stdout).toMatch(/\| Chime +\|/)
  expect(stdout).not.toContain('MISSED')
})
