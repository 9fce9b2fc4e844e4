import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// The short forms: never a figure, only that the programs run. That every delivery is counted they see to themselves.

const run = promisify(execFile)

test.each(['fan-out', 'idle-memory', 'latency', 'reconnect-storm'])(
  '%s runs, and every delivery arrives',
  async (name) => {
    const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
    const { stdout } = await run(process.execPath, ['--no-warnings', file, '--quick'])
    expect(stdout).toMatch(/\| Chime +\|/)
    expect(stdout).not.toContain('MISSED')
  },
)
