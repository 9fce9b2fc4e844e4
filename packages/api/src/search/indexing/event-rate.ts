/** Events per second: those of the last whole second, or those of the present one if they are more already. */
export function createEventRate(now: () => number = () => performance.now()) {
  let second = 0
  let before = 0
  let current = 0
  const rollOver = () => {
    const at = Math.floor(now() / 1_000)
    if (at === second) return
    before = at === second + 1 ? current : 0
    current = 0
    second = at
  }
  return {
    add(count: number): void {
      rollOver()
      current += count
    },
    perSecond(): number {
      rollOver()
      return Math.max(before, current)
    },
  }
}
