/** How much happened in the last whole second, or in this one if that is more. */
export function createRate(now: () => number = () => performance.now()) {
  let second = 0
  let before = 0
  let current = 0
  const turn = () => {
    const at = Math.floor(now() / 1_000)
    if (at === second) return
    before = at === second + 1 ? current : 0
    current = 0
    second = at
  }
  return {
    add(count: number): void {
      turn()
      current += count
    },
    perSecond(): number {
      turn()
      return Math.max(before, current)
    },
  }
}
