import type { Presence } from '@chime/protocol'

type Watcher = { due: Map<string, Presence>; onChange: (changed: Presence[]) => void }

/**
 * Who on this node watches whom. Both forms of presence stand on it: they say which users are watched at all, and hear
 * of the first watcher and the last.
 */
export class Watchers {
  readonly #byUser = new Map<string, Set<Watcher>>()
  readonly #due = new Set<Watcher>()
  readonly #onFirst: (userIds: string[]) => void
  readonly #onLast: (userIds: string[]) => void

  constructor(on: { first?: (userIds: string[]) => void; last?: (userIds: string[]) => void } = {}) {
    this.#onFirst = on.first ?? (() => {})
    this.#onLast = on.last ?? (() => {})
  }

  userIds(): string[] {
    return [...this.#byUser.keys()]
  }

  has(userId: string): boolean {
    return this.#byUser.has(userId)
  }

  watch(userIds: readonly string[], onChange: (changed: Presence[]) => void): () => void {
    const watcher: Watcher = { due: new Map(), onChange }
    const mine = new Set(userIds)
    const first: string[] = []
    for (const userId of mine) {
      const watchers = this.#byUser.get(userId)
      if (watchers !== undefined) watchers.add(watcher)
      else {
        this.#byUser.set(userId, new Set([watcher]))
        first.push(userId)
      }
    }
    if (first.length > 0) this.#onFirst(first)
    return () => {
      const last: string[] = []
      for (const userId of mine) {
        const watchers = this.#byUser.get(userId)
        if (watchers?.delete(watcher) && watchers.size === 0) {
          this.#byUser.delete(userId)
          last.push(userId)
        }
      }
      mine.clear()
      watcher.due.clear()
      if (last.length > 0) this.#onLast(last)
    }
  }

  /** Changes of one turn reach a watcher in one call, of each user only the last. */
  notify(presence: Presence): void {
    for (const watcher of this.#byUser.get(presence.userId) ?? []) {
      watcher.due.set(presence.userId, presence)
      if (this.#due.size === 0) queueMicrotask(() => this.#flush())
      this.#due.add(watcher)
    }
  }

  #flush(): void {
    const due = [...this.#due]
    this.#due.clear()
    for (const watcher of due) {
      const changed = [...watcher.due.values()]
      watcher.due.clear()
      if (changed.length > 0) watcher.onChange(changed)
    }
  }
}
