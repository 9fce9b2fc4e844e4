import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers, freePort, root } from '../../process/program.ts'
import type { Guard } from './guard.ts'

/** One node of Chime, always at the same port, in a process that may be hurt. */
export type HurtNode = {
  readonly index: number
  readonly port: number
  readonly pid: number
  readonly output: string
  /** How often it ended without being asked to: a node must not. */
  readonly crashes: number
  /** @returns how long it took, in milliseconds; it is killed after 15 s */
  terminate(): Promise<number>
  kill(): Promise<void>
  freeze(): void
  /** Asks it to collect its garbage. */
  collect(): void
  thaw(): void
  /** After `kill` or `terminate`. Tries until it is ready: its database may be away as well. */
  start(more?: { env?: Record<string, string>; imports?: readonly string[] }): Promise<void>
}

export type NodeSetting = { env: Record<string, string>; imports: readonly string[] }

const readyWithinMs = 90_000
const killAfterMs = 15_000
const keptChars = 200_000

export async function startHurtNode(index: number, { env, imports }: NodeSetting, guard: Guard): Promise<HurtNode> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const always = ['../../../scripts/launch/follow-parent.js', 'collect-garbage.ts']
  let child: ChildProcess | null = null
  let output = ''
  let crashes = 0

  function launch(more: Partial<NodeSetting>): ChildProcess {
    const own = always.map((file) => new URL(file, import.meta.url).href)
    const preloads = [...own, ...imports, ...(more.imports ?? [])].flatMap((file) => ['--import', file])
    const made = spawn(process.execPath, ['--expose-gc', ...preloads, 'apps/server/src/main.ts'], {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'warn',
        PORT: String(port),
        ...env,
        ...more.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [made.stdout, made.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-keptChars)
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
    const ended = once(ending, 'exit')
    ending.kill(signal)
    ending.kill('SIGCONT')
    const timer = setTimeout(() => ending.kill('SIGKILL'), killAfterMs)
    await ended
    clearTimeout(timer)
  }

  const node: HurtNode = {
    index,
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

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
