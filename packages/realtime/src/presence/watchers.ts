import type { Presence } from '@chime/protocol'

type Watcher = { changes: Map<string, Presence>; onChange: (changed: Presence[]) => void }

/**
 * Who on this node watches whom. Both forms of presence use it: it tells which users are watched at all, and calls back
 * when a user gets the first watcher and loses the last one.
 */
export class Watchers {
  readonly #byUser = new Map<string, Set<Watcher>>()
  readonly #pending = new Set<Watcher>()
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
    const watcher: Watcher = { changes: new Map(), onChange }
    const watched = new Set(userIds)
    const first: string[] = []
    for (const userId of watched) {
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
      for (const userId of watched) {
        const watchers = this.#byUser.get(userId)
        if (watchers?.delete(watcher) && watchers.size === 0) {
          this.#byUser.delete(userId)
          last.push(userId)
        }
      }
      watched.clear()
      watcher.changes.clear()
      if (last.length > 0) this.#onLast(last)
    }
  }

  /** The changes of one turn of the event loop reach a watcher in one call, with only the last change of each user. */
  notify(presence: Presence): void {
    for (const watcher of this.#byUser.get(presence.userId) ?? []) {
      watcher.changes.set(presence.userId, presence)
      if (this.#pending.size === 0) queueMicrotask(() => this.#flush())
      this.#pending.add(watcher)
    }
  }

  #flush(): void {
    const pending = [...this.#pending]
    this.#pending.clear()
    for (const watcher of pending) {
      const changed = [...watcher.changes.values()]
      watcher.changes.clear()
      if (changed.length > 0) watcher.onChange(changed)
    }
  }
}
