import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { testSettings } from '../test-settings.ts'
import { root } from './program.ts'

const run = promisify(execFile)

/** Makes a server key, as `npm run keys -- create` does. @returns the key itself */
export async function createServerKey(databaseUrl: string): Promise<string> {
  const args = ['apps/server/src/server-key/main.ts', 'create', '--json']
  const { stdout } = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...testSettings, DATABASE_URL: databaseUrl },
  })
  const { key } = JSON.parse(stdout)
  return String(key)
}
