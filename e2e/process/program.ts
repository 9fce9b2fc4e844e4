import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

const startDeadlineMs = 30_000
const keptOutput = 20_000

/** A Node program in a process of its own. It ends when this process ends, however that happens. */
export type Program = {
  readonly pid: number
  /** The last of what it wrote, for a failure's message. */
  output(): string
  /** @returns its exit code; null if a signal ended it */
  stop(): Promise<number | null>
  kill9(): Promise<void>
}

/**
 * @param args program and arguments for node
 * @param ready asked again and again until it says true
 * @throws with the program's output when it ends or does not become ready in 30 s
 */
export async function startProgram(
  args: string[],
  options: { cwd: string; env: Record<string, string>; ready: (messages: unknown[]) => Promise<boolean> },
): Promise<Program> {
  const follow = new URL('../../scripts/launch/follow-parent.js', import.meta.url).href
  const child = spawn(process.execPath, ['--import', follow, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptOutput)
    })
  const messages: unknown[] = []
  child.on('message', (message) => messages.push(message))
  const deadline = Date.now() + startDeadlineMs
  while (!(await options.ready(messages))) {
    if (hasEnded(child) || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${args.join(' ')} did not become ready:\n${output}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      await end(child, 'SIGTERM')
      return child.exitCode
    },
    kill9: () => end(child, 'SIGKILL'),
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** A port of 127.0.0.1 that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** Whether the address answers, with anything but a server's error. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}
