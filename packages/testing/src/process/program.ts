import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { waitUntil } from '../wait-until.ts'

export const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** On a busy machine a server may take ten times as long as usual to start. */
const startDeadlineMs = 60_000
const keptOutputChars = 20_000
const outputMs = 200
const followParent = new URL('../../../../scripts/launch/follow-parent.js', import.meta.url).href

/** A Node program in a process of its own. It ends when this process ends, however this one ends. */
export type Program = {
  readonly pid: number
  /** The end of its output, for a failure's message. */
  output(): string
  /** SIGTERM. @returns its exit code; null if a signal ended it */
  stop(): Promise<number | null>
  kill9(): Promise<void>
}

/**
 * Starts a Node program without waiting for it. The process ends when this one ends.
 *
 * @param args options of Node, program and its arguments
 * @param options.env added to this process's environment
 * @param options.onOutput called with each piece of output
 */
export function spawnProgram(
  args: string[],
  { cwd, env, onOutput }: { cwd: string; env: Record<string, string>; onOutput(text: string): void },
): ChildProcess {
  const child = spawn(process.execPath, ['--import', followParent, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput)
  // What it tells its parent alone, such as the link for the first admin.
  child.on('message', (told) => onOutput(`${JSON.stringify(told)}\n`))
  return child
}

/**
 * Starts a Node program and waits until it is ready.
 *
 * @param args program and its arguments
 * @param options.ready called again and again until it resolves to true
 * @throws Error with the program's output, when it ends or is not ready within 60 s
 */
export async function startProgram(
  args: string[],
  { cwd, env, ready }: { cwd: string; env: Record<string, string>; ready: () => Promise<boolean> },
): Promise<Program> {
  let output = ''
  const onOutput = (text: string) => {
    output = (output + text).slice(-keptOutputChars)
  }
  const startedMs = performance.now()
  const child = spawnProgram(args, { cwd, env, onOutput })
  let isReady = false
  const isDecided = async () => {
    isReady = await ready()
    return isReady || hasEnded(child)
  }
  await waitUntil(isDecided, { timeoutMs: startDeadlineMs })
  if (!isReady) {
    const state = hasEnded(child) ? `ended (${child.exitCode ?? child.signalCode})` : 'did not become ready'
    await endProgram(child, 'SIGKILL')
    // What it wrote last may not have been read yet.
    await sleep(outputMs)
    throw new Error(`${args.join(' ')} ${state} after ${Math.round(performance.now() - startedMs)} ms:\n${output}`)
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      await endProgram(child, 'SIGTERM')
      return child.exitCode
    },
    kill9: () => endProgram(child, 'SIGKILL'),
  }
}

export const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Sends the signal and resolves when the process has ended; at once if it had ended before. */
export async function endProgram(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Whether something answers at this address, with any status below 500. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}
