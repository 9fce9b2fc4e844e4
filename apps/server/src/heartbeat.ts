import { wireLimits } from './wire-limits.ts'

/** Lets every socket beat (see `Wire.beat`) until it is stopped. @returns how to stop it */
export function startHeartbeat(wires: Iterable<{ beat(): void }>): () => void {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    // After a stall of this process the answers lie unread: whoever was pinged before it is not to blame.
    const isLate = now - last > 1.2 * wireLimits.pingEveryMs
    last = now
    if (!isLate) for (const wire of wires) wire.beat()
  }, wireLimits.pingEveryMs).unref()
  return () => clearInterval(timer)
}
