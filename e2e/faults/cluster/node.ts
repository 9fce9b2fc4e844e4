import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@chime/testing/free-port'
import { answers, endProgram, hasEnded, root, spawnProgram } from '@chime/testing/process/program'
import type { Guard } from './guard.ts'

/** One node of Chime in a process of its own, always at the same port, which faults kill, stop and freeze. */
export type ClusterNode = {
  readonly index: number
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly output: string
  /** How often it ended by itself. A node must never do that. */
  readonly crashes: number
  /** Sends SIGTERM, and SIGKILL after 15 s. @returns how long it took to end, in milliseconds */
  terminate(): Promise<number>
  kill(): Promise<void>
  freeze(): void
  /** Makes it collect its garbage. */
  collect(): void
  thaw(): void
  /** Starts it after `kill` or `terminate`. Tries until it is ready, since its database may be down as well. */
  start(more?: { env?: Record<string, string>; imports?: readonly string[] }): Promise<void>
}

export type NodeSetting = { env: Record<string, string>; imports: readonly string[] }

const collectGarbage = new URL('preload-collect-garbage.ts', import.meta.url).href
const readyWithinMs = 90_000
const killAfterMs = 15_000
const keptChars = 200_000

export async function startClusterNode(
  index: number,
  { env, imports }: NodeSetting,
  guard: Guard,
): Promise<ClusterNode> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  let output = ''
  let crashes = 0

  function launch(more: Partial<NodeSetting>): ChildProcess {
    const preloads = [collectGarbage, ...imports, ...(more.imports ?? [])].flatMap((file) => ['--import', file])
    const made = spawnProgram(['--expose-gc', ...preloads, 'apps/server/src/main.ts'], {
      cwd: root,
      env: {
        NODE_ENV: 'production',
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        PORT: String(port),
        ...env,
        ...more.env,
      },
      onOutput(text) {
        output = (output + text).slice(-keptChars)
      },
    })
    if (made.pid !== undefined) guard.watch(made.pid)
    const { pid } = made
    made.once('exit', () => {
      if (pid !== undefined) guard.forget(pid)
    })
    return made
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = null
    if (!ending || hasEnded(ending)) return
    const timer = setTimeout(() => ending.kill('SIGKILL'), killAfterMs)
    const ended = endProgram(ending, signal)
    // A frozen process handles SIGTERM only after SIGCONT.
    ending.kill('SIGCONT')
    await ended
    clearTimeout(timer)
  }

  const node: ClusterNode = {
    index,
    url,
    port,
    get pid() {
      return child?.pid ?? 0
    },
    get output() {
      return output
    },
    get crashes() {
      return crashes
    },
    async terminate() {
      const started = performance.now()
      await end('SIGTERM')
      return performance.now() - started
    },
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    collect: () => void child?.kill('SIGUSR2'),
    thaw: () => void child?.kill('SIGCONT'),
    async start(more = {}) {
      const deadline = Date.now() + readyWithinMs
      while (Date.now() < deadline) {
        const made = launch(more)
        while (!hasEnded(made) && Date.now() < deadline && !(await answers(`${url}/readyz`))) await sleep(100)
        if (hasEnded(made)) {
          await sleep(500)
          continue
        }
        child = made
        made.once('exit', () => {
          if (child !== made) return
          crashes++
          child = null
          void node.start(more).catch(() => {})
        })
        return
      }
      throw new Error(`node ${index} did not start:\n${output.slice(-4_000)}`)
    },
  }
  await node.start()
  return node
}
