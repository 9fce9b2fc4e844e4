import { freePort } from '@chime/testing/free-port'
import { answers, type Program, root, startProgram } from '@chime/testing/process/program'

/** The node that is attacked, in a process of its own, as in production: with rate limits, and with little memory. */
export async function startVictim(
  databaseUrl: string,
  { heapMiB, webUrl }: { heapMiB: number; webUrl: string },
): Promise<{ url: string; host: string; port: number; program: Program; isAlive(): boolean }> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = await startProgram([`--max-old-space-size=${heapMiB}`, 'apps/server/src/main.ts'], {
    cwd: root,
    env: {
      NODE_ENV: 'production',
      LINK_PREVIEWS: 'off',
      LOG_LEVEL: 'error',
      DATABASE_URL: databaseUrl,
      WEB_URL: webUrl,
      PORT: String(port),
      RATE_LIMITS: 'on',
    },
    ready: () => answers(`${url}/readyz`),
  })
  return { url, host: '127.0.0.1', port, program, isAlive: () => exists(program.pid) }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
