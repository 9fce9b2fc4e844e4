import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import type { Postmaster } from './postmaster.ts'
import { isRunning } from './process.ts'

const watchMs = 500
const retryMs = 2_000

/**
 * Starts the server again when it has ended without being asked to, because it was killed or had no memory. Postgres itself cares
 * for its backends that crash; this is for its main process, for which nobody else does.
 *
 * @param restart must bring the server back at the same address
 */
export function supervise(first: Postmaster, restart: () => Promise<Postmaster>, log: Log) {
  let current = first
  const ending = new AbortController()
  const done = watch()

  async function watch(): Promise<void> {
    while (await pause(watchMs)) {
      if (await isRunning(current.pid)) continue
      log.error({ pid: current.pid }, 'embedded Postgres has ended; starting it again')
      try {
        current = await restart()
        log.info({ pid: current.pid }, 'embedded Postgres is running again')
      } catch (error) {
        log.error({ error }, 'embedded Postgres did not start again; trying on')
        await pause(retryMs)
      }
    }
  }

  /** False once the supervision is to end. The timer does not keep this process running. */
  function pause(ms: number): Promise<boolean> {
    return sleep(ms, true, { signal: ending.signal, ref: false }).catch(() => false)
  }

  return {
    /** Ends the supervision, not the server. @returns the server as it is then */
    async end(): Promise<Postmaster> {
      ending.abort()
      await done
      return current
    },
    current: () => current,
  }
}
