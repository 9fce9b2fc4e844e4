// Examples are used as people use them: built, beside a node whose operator has made a key for them.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { freePort } from '@chime/testing/free-port'
import { createTestDatabase } from '@chime/testing/postgres'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { answers, root, startProgram } from '@chime/testing/process/program'

const run = promisify(execFile)

export type Example = { url: string; chime: ChimeServer; close: () => Promise<void> }

/**
 * Starts a node and an example that may use it.
 *
 * @param name the folder of the example; `npm run build` has been run there
 * @param args its program and arguments, given the port
 * @param environment what the example needs besides CHIME_URL and CHIME_KEY
 * @param prepare called when the node is there, before the example is started
 */
export async function startExample(
  name: string,
  args: (port: string) => string[],
  environment: Record<string, string> = {},
  prepare: (chime: ChimeServer) => Promise<void> = async () => {},
): Promise<Example> {
  const database = await createTestDatabase()
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const [chime, key] = await Promise.all([
    startChimeServer({ DATABASE_URL: database.url, ALLOWED_ORIGINS: url }),
    makeKey(database.url),
  ])
  await prepare(chime)
  const program = await startProgram(args(port), {
    cwd: `${root}/examples/${name}`,
    env: { CHIME_URL: chime.url, CHIME_KEY: key, ...environment },
    ready: () => answers(url),
  })
  return {
    url,
    chime,
    async close() {
      await program.stop()
      await chime.stop()
      await database.drop()
    },
  }
}

/** Builds an example as its README says. */
export const buildExample = (name: string, environment: Record<string, string> = {}) =>
  run('npm', ['run', 'build', '-w', name], { cwd: root, env: { ...process.env, ...environment } })

async function makeKey(databaseUrl: string): Promise<string> {
  const args = ['apps/server/src/server-key/main.ts', 'create', '--name', 'example', '--json']
  const { stdout } = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl },
  })
  // That is what the command prints.
  return (JSON.parse(stdout) as { key: string }).key
}
