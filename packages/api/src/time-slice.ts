import { setImmediate as nextTurn } from 'node:timers/promises'

/** So long a piece of work may hold the event loop. A single step of it may take as long again. */
const sliceMs = 8

/**
 * For work of many steps: to be awaited after each step. It waits for the next turn of the event loop when this turn has
 * been used for long enough, so that others do not have to wait for the whole work.
 *
 *     const pause = timeSlices()
 *     for (const message of messages) {
 *       found.push(highlight(message))
 *       await pause()
 *     }
 */
export function timeSlices(): () => Promise<void> | undefined {
  let began = performance.now()
  return () => {
    if (performance.now() - began < sliceMs) return undefined
    return nextTurn().then(() => {
      began = performance.now()
    })
  }
}
