import { clientLimits, type User } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { Derived, type Readable } from '../readable.ts'

/** Profiles that are wanted within this time are loaded with one call. */
const gatherMs = 10

type Entry = { user: User | null; readable: Derived<User | null>; watchers: number; isStale: boolean }

/** Profiles of users: loaded in batches when somebody looks at them, and kept up to date by `user` events. */
export class Users {
  readonly #context: CallContext
  readonly #entries = new Map<string, Entry>()
  readonly #wanted = new Set<string>()
  readonly #onChange: (userId: string) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param onChange called when a stored profile changed */
  constructor(context: CallContext, onChange: (userId: string) => void) {
    this.#context = context
    this.#onChange = onChange
  }

  readable(id: string): Readable<User | null> {
    return this.#entry(id).readable
  }

  get(id: string): User | null {
    return this.#entries.get(id)?.user ?? null
  }

  add(users: readonly User[]): void {
    this.#context.batch.run(() => {
      for (const user of users) this.#apply(user)
    })
  }

  /** Shows profiles that an earlier page had. Any other one is newer, whatever its revision. */
  showLast(users: readonly User[]): void {
    this.#context.batch.run(() => {
      for (const user of users) {
        if (this.get(user.id)) continue
        this.#apply({ ...user, revision: -1 })
        this.#entry(user.id).isStale = true
      }
    })
  }

  /** Applies the profile in an event, if this user is known here. */
  receive(user: User): void {
    if (this.#entries.has(user.id)) this.add([user])
  }

  /** Events may have been missed. Profiles that are shown are loaded again now, the others when they are next shown. */
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
    const existing = this.#entries.get(id)
    if (existing) return existing
    const readable: Derived<User | null> = new Derived(
      this.#context.batch,
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

  #apply(user: User): void {
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
    for (let from = 0; from < ids.length; from += clientLimits.idsMax) {
      const page = ids.slice(from, from + clientLimits.idsMax)
      try {
        this.add(await retryUntilDecided(this.#context, (trpc) => trpc.users.get.query({ ids: page })))
      } catch (error) {
        this.#context.log.info({ error }, 'Chime: profiles could not be read')
      }
    }
  }
}
