/**
 * Makes one call of all that is asked in one turn of the event loop, so that a thousand clients that come back at once
 * cost a few round trips. What is asked after that makes the next call, even while one is under way. Everybody who
 * asked gets the outcome of the call that their item was in.
 */
export function batchCalls<T>(call: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let items: T[] = []
  let next: Promise<void> | null = null
  const start = async () => {
    await new Promise(setImmediate)
    const batch = items
    items = []
    next = null
    await call(batch)
  }
  return (item) => {
    items.push(item)
    next ??= start()
    return next
  }
}
