import { limits, type User } from '@chime/protocol'
import { Derived, type Readable } from './readable.ts'
import { persist } from './sync/persist.ts'
import type { World } from './sync/world.ts'

/** Asked together when asked within this time. */
const gatherMs = 10

type Entry = { user: User | null; readable: Derived<User | null>; watchers: number; isStale: boolean }

/** Profiles: asked for in batches when somebody looks at them, and kept fresh by `user` events. */
export class People {
  readonly #world: Pick<World, 'turn' | 'calls' | 'link' | 'log'>
  readonly #entries = new Map<string, Entry>()
  readonly #wanted = new Set<string>()
  readonly #onChange: (userId: string) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param onChange called when a profile that was held is another now */
  constructor(world: Pick<World, 'turn' | 'calls' | 'link' | 'log'>, onChange: (userId: string) => void) {
    this.#world = world
    this.#onChange = onChange
  }

  readable(id: string): Readable<User | null> {
    return this.#entry(id).readable
  }

  held(id: string): User | null {
    return this.#entries.get(id)?.user ?? null
  }

  add(users: readonly User[]): void {
    this.#world.turn.run(() => {
      for (const user of users) this.#take(user)
    })
  }

  /** An event: of interest only where the person is known. */
  hear(user: User): void {
    if (this.#entries.has(user.id)) this.add([user])
  }

  /** Events were missed: whoever is looked at is asked for again, the others when they are next looked at. */
  refresh(alsoIds: readonly string[]): void {
    for (const [id, entry] of this.#entries) {
      entry.isStale = true
      if (entry.watchers > 0) this.#want(id)
    }
    for (const id of alsoIds) this.#want(id)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #entry(id: string): Entry {
    const held = this.#entries.get(id)
    if (held) return held
    const readable: Derived<User | null> = new Derived(
      this.#world.turn,
      () => this.#entries.get(id)?.user ?? null,
      () => this.#watch(id),
    )
    const entry: Entry = { user: null, readable, watchers: 0, isStale: false }
    this.#entries.set(id, entry)
    return entry
  }

  #watch(id: string): () => void {
    const entry = this.#entry(id)
    entry.watchers++
    if (!entry.user || entry.isStale) this.#want(id)
    return () => {
      entry.watchers--
    }
  }

  #take(user: User): void {
    const entry = this.#entry(user.id)
    entry.isStale = false
    if (entry.user && entry.user.revision >= user.revision) return
    entry.user = user
    entry.readable.invalidate()
    this.#onChange(user.id)
  }

  #want(id: string): void {
    this.#wanted.add(id)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#ask()
    }, gatherMs)
  }

  async #ask(): Promise<void> {
    const ids = [...this.#wanted]
    this.#wanted.clear()
    for (let from = 0; from < ids.length; from += limits.idsMax) {
      const page = ids.slice(from, from + limits.idsMax)
      try {
        this.add((await persist(this.#world.link, () => this.#world.calls.users(page))) ?? [])
      } catch (error) {
        this.#world.log.info({ error }, 'Chime: profiles could not be read')
      }
    }
  }
}
