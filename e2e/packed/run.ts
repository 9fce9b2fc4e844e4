import { spawn } from 'node:child_process'

/** The variables that a person's shell has, and none of vitest's or npm's own. */
const plain = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|DEV$|PROD$|MODE$)/i.test(name),
  ),
)

/**
 * Runs a program of an outside app.
 *
 * @param timeoutMs after this time it is killed
 * @returns its exit code, and all that it wrote
 */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  { env = {}, timeoutMs = 180_000 }: { env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const options = { cwd, env: { ...plain, ...env }, signal, killSignal: 'SIGKILL' } as const
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    child.once('error', (error) => reject(signal.aborted ? new Error(`${command} took too long: ${output}`) : error))
    child.once('close', (code) => resolve({ code, output }))
  })
}
