import { freePort } from '../free-port.ts'
import { createTestDatabase } from '../postgres.ts'
import { testSettings } from '../test-settings.ts'
import { answers, type Program, root, startProgram } from './program.ts'

/** One node of Chime in a process of its own, always at the same address. */
export type ChimeServer = {
  readonly url: string
  readonly pid: number
  output(): string
  /** Asks it to end, with SIGTERM. @returns the exit code and how long it took */
  stop(): Promise<{ code: number | null; tookMs: number }>
  kill9(): Promise<void>
  /** After `stop` or `kill9`: a new process at the same address. */
  startAgain(): Promise<void>
  /** Ends it for good, and drops its database if that was made for it. */
  close(): Promise<void>
}

/** @param environment of the server. Without `DATABASE_URL` it gets a database of its own, without `PORT` a free one */
export async function startChimeServer(environment: Record<string, string> = {}): Promise<ChimeServer> {
  const database = environment.DATABASE_URL ? null : await createTestDatabase()
  const port = environment.PORT ?? String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const env = {
    NODE_ENV: 'production',
    ...testSettings,
    LOG_LEVEL: 'warn',
    ...(database && { DATABASE_URL: database.url }),
    ...environment,
    PORT: port,
  }
  const start = () =>
    startProgram(['apps/server/src/main.ts'], { cwd: root, env, ready: () => answers(`${url}/readyz`) })
  let program: Program = await start()
  return {
    url,
    get pid() {
      return program.pid
    },
    output: () => program.output(),
    async stop() {
      const started = performance.now()
      const code = await program.stop()
      return { code, tookMs: performance.now() - started }
    },
    kill9: () => program.kill9(),
    async startAgain() {
      program = await start()
    },
    async close() {
      await program.kill9()
      await database?.drop()
    },
  }
}
