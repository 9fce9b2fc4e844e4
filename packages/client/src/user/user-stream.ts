import type { ChannelSummary, UserChanges, UserEvent } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf } from '../failure.ts'
import type { Trpc } from '../trpc.ts'
import { applyMissed, applyUserEvent, type UserEventTarget } from './user-events.ts'

export type UserStreamTarget = UserEventTarget & {
  /** Applies a complete list of the user's channels. A stored channel that is not in it was left. */
  applyAll(summaries: ChannelSummary[]): void
  /** Everything that was known to be missing has been loaded. */
  upToDate(): void
}

/** The wait after the server failed repeatedly. */
const againMs = 15_000

/** Keeps up with the stream of what belongs to the user alone: memberships, read markers, profile, drafts and so on. */
export class UserStream {
  readonly #context: ClientContext
  readonly #target: UserStreamTarget
  /** Everything up to this revision of the stream was applied. Null before the first list. */
  #known: number | null = null
  #head = 0
  #isListWanted = false
  #running: Promise<void> | null = null
  /** Events that arrived while an answer was loading. */
  #since: UserEvent[] | null = null
  #generation = 0

  constructor(context: ClientContext, target: UserStreamTarget) {
    this.#context = context
    this.#target = target
  }

  receive(event: UserEvent): void {
    this.#since?.push(event)
    if (this.#known === null) return
    this.#head = Math.max(this.#head, event.revision)
    if (event.after > this.#known) this.run()
    else if (event.revision >= this.#known) {
      // One change can have several events, which share its revision; hence `>=`.
      applyUserEvent(this.#target, event)
      this.#known = event.revision
      this.#context.emit(event)
    }
  }

  /** @param revision the head of the user's stream, from `hello` */
  applyHead(revision: number): Promise<void> {
    this.#head = Math.max(this.#head, revision)
    if (this.#known === null) {
      this.#known = revision
      this.#isListWanted = true
    }
    return this.run()
  }

  /** Asks for a list of all channels, for example because many are out of date. It is loaded by the next `run`. */
  wantList(): void {
    this.#isListWanted = true
  }

  /** Everything that is known is from another epoch of the server, or from another login. */
  expire(): void {
    this.#generation++
    this.#known = null
    this.#head = 0
  }

  /** Loads what was missed. Resolves when nothing is left to do, or when it cannot be done now. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  async #run(): Promise<void> {
    await Promise.resolve()
    try {
      for (;;) {
        if (this.#isListWanted) await this.#list()
        else if (this.#known !== null && this.#known < this.#head) await this.#pull(this.#known)
        else break
      }
      if (this.#known !== null) this.#target.upToDate()
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'session') return
      this.#context.log.warn({ failure }, 'Chime: my channels could not be read')
      setTimeout(() => this.run(), againMs)
    } finally {
      this.#running = null
    }
  }

  async #list(): Promise<void> {
    this.#isListWanted = false
    const read = (trpc: Trpc) => Promise.all([trpc.auth.me.query(), trpc.channels.list.query()])
    await this.#during(read, ([me, channels], since) => {
      this.#context.batch.run(() => {
        this.#target.applyMe(me)
        this.#target.applyAll(channels)
        for (const event of since) applyUserEvent(this.#target, event)
      })
    }).catch((error: unknown) => {
      this.#isListWanted = true
      throw error
    })
  }

  async #pull(known: number): Promise<void> {
    const { batch, isEpoch } = this.#context
    const read = (trpc: Trpc) => trpc.users.changes.query({ since: known })
    await this.#during(read, (missed, since) => {
      const { epoch, revision, reset, more } = missed
      if (!isEpoch(epoch)) return
      if (reset) this.#isListWanted = true
      batch.run(() => {
        this.#known = reset ? revision : Math.max(this.#known ?? 0, revision)
        if (!more && this.#head > revision && since.length === 0) this.#head = revision
        applyMissed(this.#target, missed)
        if (reset) this.#target.userData.invalidate()
        this.#emitDueReminders(known, missed, since)
        for (const event of since) this.receive(event)
      })
    })
  }

  /** @param apply called with the answer and the events that arrived while it was loading */
  async #during<T>(
    call: (trpc: Trpc) => Promise<T>,
    apply: (answer: T, since: readonly UserEvent[]) => void,
  ): Promise<void> {
    const generation = this.#generation
    const since: UserEvent[] = []
    this.#since = since
    try {
      const answer = await retryUntilDecided(this.#context, call, () => generation === this.#generation)
      this.#since = null
      if (answer !== null && generation === this.#generation) apply(answer, since)
    } finally {
      this.#since = null
    }
  }

  /** Reports reminders that became due while the client was away, so that listeners do not miss them. */
  #emitDueReminders(after: number, { revision, reminders }: UserChanges, since: readonly UserEvent[]): void {
    const emitted = new Set(since.map((event) => event.type === 'reminder' && event.reminder.id))
    for (const reminder of reminders) {
      if (reminder.state === 'due' && !emitted.has(reminder.id))
        this.#context.emit({ type: 'reminder', after, revision, reminder })
    }
  }
}
