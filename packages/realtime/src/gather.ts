/**
 * Makes one call of what many ask in one turn of the event loop: a thousand clients that come back at once are a few
 * round trips. What comes later makes the next call, also while one is under way. All who asked get its outcome.
 */
export function gather<T>(work: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let items: T[] = []
  let call: Promise<void> | null = null
  const start = async () => {
    await new Promise(setImmediate)
    const due = items
    items = []
    call = null
    await work(due)
  }
  return (item) => {
    items.push(item)
    call ??= start()
    return call
  }
}
