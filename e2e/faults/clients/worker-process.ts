import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Guard } from '../cluster/guard.ts'
import type { ClientSpec, Fixture } from './fixture.ts'
import type { WorkerAnswer, WorkerCommand } from './worker-commands.ts'

/** A worker process, for the runner. */
export type Worker = {
  /** @throws Error with what went wrong in the worker */
  ask(command: WorkerCommand): Promise<unknown>
  end(): Promise<void>
}

export async function startWorker(
  setting: {
    fixture: Fixture
    specs: ClientSpec[]
    file: string
    startNs: bigint
    client: string
    seed: number
    imports: readonly string[]
    env: Record<string, string>
  },
  guard: Guard,
): Promise<Worker> {
  const { imports, env, ...start } = setting
  const child: ChildProcess = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    execArgv: imports.flatMap((file) => ['--import', file]),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const { pid } = child
  if (pid !== undefined) guard.watch(pid)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  child.on('message', (message) => {
    const { id, value, error } = message as WorkerAnswer // only our worker has the other end
    if (error === undefined) waiting.get(id)?.resolve(value)
    else waiting.get(id)?.reject(new Error(error))
    waiting.delete(id)
  })
  child.once('exit', (code, signal) => {
    if (pid !== undefined) guard.forget(pid)
    for (const { reject } of waiting.values()) reject(new Error(`a worker ended (${code ?? signal})`))
    waiting.clear()
  })
  const answered = (id: number) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  const ready = answered(0)
  child.send({ start: { ...start, startNs: String(start.startNs) } })
  await ready
  const ask = (command: WorkerCommand) => {
    const id = ++last
    const answer = answered(id)
    child.send({ id, command }, (error) => {
      if (error) waiting.get(id)?.reject(error)
    })
    return answer
  }
  return {
    ask,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      await ask({ do: 'end' }).catch(() => {})
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(timer)
    },
  }
}
