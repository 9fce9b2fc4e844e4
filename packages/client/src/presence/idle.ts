/** When a device counts as idle. */
export type IdleLimits = {
  /** After so many milliseconds without input. */
  inputMs: number
  /** After so many milliseconds out of sight. Not at once, because users often look something up on another page. */
  hiddenMs: number
}
const idleLimits: IdleLimits = { inputMs: 5 * 60_000, hiddenMs: 60_000 }

/**
 * Decides from the time of the last use whether a device is idle. `onChange` is called at each change; it starts as not
 * idle.
 */
export class IdleClock {
  readonly #onChange: (isIdle: boolean) => void
  readonly #limits: IdleLimits
  #usedAt = Date.now()
  #hiddenAt: number | null = null
  #isIdle = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(onChange: (isIdle: boolean) => void, limits: IdleLimits) {
    this.#onChange = onChange
    this.#limits = limits
    this.#check()
  }

  /**
   * Cheap enough to be called for every pointer movement: it only notes the time. The timer then finds that it fired
   * too early.
   */
  used(): void {
    this.#usedAt = Date.now()
    if (this.#isIdle) this.#check()
  }

  shown(isShown: boolean): void {
    this.#hiddenAt = isShown ? null : (this.#hiddenAt ?? Date.now())
    if (isShown) this.#usedAt = Date.now()
    this.#check()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #check(): void {
    clearTimeout(this.#timer)
    const hiddenUntil = this.#hiddenAt === null ? Number.POSITIVE_INFINITY : this.#hiddenAt + this.#limits.hiddenMs
    const waitMs = Math.min(this.#usedAt + this.#limits.inputMs, hiddenUntil) - Date.now()
    if (waitMs > 0) this.#timer = setTimeout(() => this.#check(), waitMs)
    if (waitMs <= 0 === this.#isIdle) return
    this.#isIdle = waitMs <= 0
    this.#onChange(this.#isIdle)
  }
}

/** Watches the browser's page. Outside of a browser a device is never idle. Returns a function that ends it. */
export function watchIdle(onChange: (isIdle: boolean) => void): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const clock = new IdleClock(onChange, idleLimits)
  const ended = new AbortController()
  const { signal } = ended
  const used = () => clock.used()
  for (const input of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const) {
    window.addEventListener(input, used, { signal, passive: true, capture: true })
  }
  const look = () => clock.shown(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', look, { signal })
  look()
  return () => {
    ended.abort()
    clock.stop()
  }
}
