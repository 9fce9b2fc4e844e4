import { type Chime, createChime } from '@chime/client'
import { Problem } from '../problem.ts'
import { readAccount } from './account.ts'

/** How long a command tries to reach the server before it gives up. The full screen tries for ever. */
const patienceMs = 15_000

/**
 * Connects as the user who is logged in, does the work and disconnects.
 *
 * @throws Problem when nobody is logged in, or the server cannot be reached in time
 */
export async function connected<T>(work: (chime: Chime) => Promise<T>): Promise<T> {
  const { url, token } = await readAccount()
  const chime = createChime({ url, token })
  try {
    chime.connect()
    await within(patienceMs, chime.ready(), `${url} cannot be reached`)
    return await work(chime)
  } finally {
    chime.close()
  }
}

/** @throws Problem with this text when the time is over */
export async function within<T>(timeMs: number, promise: Promise<T>, otherwise: string): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Problem(otherwise)), timeMs)
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
    // What still comes after the time is over is nobody's error.
    promise.catch(() => {})
  }
}
