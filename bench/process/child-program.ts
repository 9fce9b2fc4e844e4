import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

// Calls between a benchmark and the processes that it starts, so that what is measured does not share a thread with what measures.

/** The methods that a process offers. */
type Methods = { [name: string]: (...input: never[]) => unknown }
type Ask = { id: number; name: string; input: unknown[] }
type Answer = { id: number; value?: unknown; error?: string }

/** Offers these methods to the parent process. When the parent is gone, this process ends. */
export function answer(methods: Methods): void {
  process.on('message', (message) => {
    const { id, name, input } = message as Ask // only `startProgram` writes to us
    const tell = (said: Omit<Answer, 'id'>) => process.send?.({ id, ...said })
    Promise.resolve()
      .then(() => methods[name]?.(...(input as never[])))
      .then(
        (value) => tell({ value }),
        (error: unknown) => tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
  })
  process.on('disconnect', () => process.exit())
}

export type Program<V extends Methods> = {
  readonly pid: number
  /** Calls a method. Rejects with the program's error, or when the program ends before it answers. */
  call<K extends keyof V & string>(name: K, ...input: Parameters<V[K]>): Promise<Awaited<ReturnType<V[K]>>>
  stop(): Promise<void>
}

/**
 * Starts a module that calls `answer` as a process of its own.
 *
 * @param file its path in the folder of the benchmarks
 * @param nodeOptions for example `--cpu-prof`, for a profile
 */
export function startProgram<V extends Methods>(file: string, nodeOptions: string[] = []): Program<V> {
  const child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    execArgv: ['--expose-gc', '--no-warnings', ...nodeOptions],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  child.on('message', (message) => {
    const { id, value, error } = message as Answer // only `answer` writes to us
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(value)
    else call?.reject(new Error(`${file}: ${error}`))
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code ?? signal}`))
    waiting.clear()
  })
  return {
    pid: child.pid ?? 0,
    call(name, ...input) {
      const call = Promise.withResolvers<unknown>()
      const id = ++calls
      waiting.set(id, call)
      child.send({ id, name, input } satisfies Ask, (error) => error && call.reject(error))
      return call.promise as Promise<Awaited<ReturnType<V[typeof name]>>> // the other end runs V
    },
    stop: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  const stuck = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(stuck)
}
