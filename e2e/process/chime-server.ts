import { answers, freePort, type Program, root, startProgram } from './program.ts'

/** One node of Chime in a process of its own, always at the same address. */
export type ChimeServer = {
  readonly url: string
  readonly pid: number
  output(): string
  /** SIGTERM. @returns the exit code and how long it took */
  stop(): Promise<{ code: number | null; tookMs: number }>
  kill9(): Promise<void>
  /** After `stop` or `kill9`: a new process at the same address. */
  startAgain(): Promise<void>
}

/** @param environment of the server; `DATABASE_URL` is a must */
export async function startChimeServer(
  environment: Record<string, string> & { DATABASE_URL: string },
): Promise<ChimeServer> {
  const port = Number(environment.PORT ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const start = () =>
    startProgram(['apps/server/src/main.ts'], {
      cwd: root,
      env: {
        NODE_ENV: 'production',
        RATE_LIMITS: 'off',
        LINK_PREVIEWS: 'off',
        LOG_LEVEL: 'warn',
        ...environment,
        PORT: String(port),
      },
      ready: () => answers(`${url}/readyz`),
    })
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
  }
}
