import type { ChannelSummary, EventOf, Me, ServerEvent } from '@chime/protocol'
import { failureOf, SessionEnded } from '../failure.ts'
import type { Mine } from '../mine/mine.ts'
import type { UserChanges } from '../server.ts'
import { persist } from './persist.ts'
import type { World } from './world.ts'

const ownTypes = ['joined', 'left', 'marker', 'notify', 'draft', 'block', 'scheduled', 'reminder', 'me'] as const
export type OwnEvent = EventOf<(typeof ownTypes)[number]>

/** Whether it is a step of my own stream, which goes to nobody else. */
export function isOwn(event: ServerEvent): event is OwnEvent {
  return ownTypes.some((type) => type === event.type)
}

export type OwnStreamWorld = Pick<World, 'turn' | 'calls' | 'link' | 'log' | 'isEpoch'> & {
  /** Merges a channel of mine. */
  take(summary: ChannelSummary): void
  left(channelId: string): void
  marker(event: EventOf<'marker'>): void
  notify(event: EventOf<'notify'>): void
  mine: Pick<Mine, 'hear' | 'catchUp' | 'stale'>
  me(me: Me): void
  /** All my channels, as of now: those held that are not among them I have left. */
  takeAll(summaries: ChannelSummary[]): void
  tell(event: ServerEvent): void
  /** Everything that was known to be missing has been read. */
  settled(): void
}

/** After the server failed again and again. */
const againMs = 15_000

/** Keeps up with what is mine alone: which channels I am in, how far I have read, my profile. */
export class OwnStream {
  readonly #world: OwnStreamWorld
  /** Up to this revision of my stream everything was applied; null before the first list. */
  #known: number | null = null
  #head = 0
  #isListWanted = false
  #working: Promise<void> | null = null
  /** What came while an answer was under way. */
  #since: OwnEvent[] | null = null
  #era = 0

  constructor(world: OwnStreamWorld) {
    this.#world = world
  }

  hear(event: OwnEvent): void {
    this.#since?.push(event)
    if (this.#known === null) return
    this.#head = Math.max(this.#head, event.revision)
    if (event.after > this.#known) this.settle()
    else if (event.revision >= this.#known) {
      // Several events may share one step, and with it their revision.
      this.#apply(event)
      this.#known = event.revision
      this.#world.tell(event)
    }
  }

  /** @param revision my stream's head, from `hello` */
  takeHead(revision: number): Promise<void> {
    this.#head = Math.max(this.#head, revision)
    if (this.#known === null) {
      this.#known = revision
      this.#isListWanted = true
    }
    return this.settle()
  }

  /** All channels are to be read anew, for example because many are behind. `settle` does it. */
  wantList(): void {
    this.#isListWanted = true
  }

  /** What is known is from another epoch of the server, or from another login. */
  expire(): void {
    this.#era++
    this.#known = null
    this.#head = 0
  }

  /** Resolves when nothing is left to do, or when it cannot be done now. Never rejects. */
  settle(): Promise<void> {
    this.#working ??= this.#work()
    return this.#working
  }

  async #work(): Promise<void> {
    await Promise.resolve()
    try {
      for (;;) {
        if (this.#isListWanted) await this.#list()
        else if (this.#known !== null && this.#known < this.#head) await this.#pull(this.#known)
        else break
      }
      if (this.#known !== null) this.#world.settled()
    } catch (error) {
      const failure = failureOf(error)
      if (error instanceof SessionEnded || failure.kind === 'session') return
      this.#world.log.warn({ failure }, 'Chime: my channels could not be read')
      setTimeout(() => this.settle(), againMs)
    } finally {
      this.#working = null
    }
  }

  async #list(): Promise<void> {
    this.#isListWanted = false
    const { calls, turn } = this.#world
    const read = () => Promise.all([calls.me(), calls.channels()])
    await this.#during(read, ([me, channels], since) => {
      turn.run(() => {
        this.#world.me(me)
        this.#world.takeAll(channels)
        for (const event of since) this.#apply(event)
      })
    }).catch((error: unknown) => {
      this.#isListWanted = true
      throw error
    })
  }

  async #pull(known: number): Promise<void> {
    const { calls, turn, isEpoch } = this.#world
    await this.#during(
      () => calls.userChanges(known),
      (changes, since) => {
        const { epoch, revision, reset, more, me, channels, left } = changes
        if (!isEpoch(epoch)) return
        if (reset) this.#isListWanted = true
        turn.run(() => {
          this.#known = reset ? revision : Math.max(this.#known ?? 0, revision)
          if (!more && this.#head > revision && since.length === 0) this.#head = revision
          if (me) this.#world.me(me)
          for (const summary of channels) this.#world.take(summary)
          for (const channelId of left) this.#world.left(channelId)
          if (reset) this.#world.mine.stale()
          else this.#world.mine.catchUp(changes)
          this.#remind(known, changes, since)
          for (const event of since) this.hear(event)
        })
      },
    )
  }

  /** @param land called at once, with what came while the answer was under way */
  async #during<T>(call: () => Promise<T>, land: (answer: T, since: readonly OwnEvent[]) => void): Promise<void> {
    const era = this.#era
    const since: OwnEvent[] = []
    this.#since = since
    try {
      const answer = await persist(this.#world.link, call, () => era === this.#era)
      this.#since = null
      if (answer !== null && era === this.#era) land(answer, since)
    } finally {
      this.#since = null
    }
  }

  #apply(event: OwnEvent): void {
    if (event.type === 'joined') this.#world.take(event.channel)
    else if (event.type === 'left') this.#world.left(event.channelId)
    else if (event.type === 'marker') this.#world.marker(event)
    else if (event.type === 'notify') this.#world.notify(event)
    else if (event.type === 'me') this.#world.me(event.user)
    else this.#world.mine.hear(event)
  }

  /** Whoever waits to be called back must be, also when it became due while I was away. */
  #remind(after: number, { revision, reminders }: UserChanges, since: readonly OwnEvent[]): void {
    const heard = new Set(since.map((event) => event.type === 'reminder' && event.reminder.id))
    for (const reminder of reminders) {
      if (reminder.state === 'due' && !heard.has(reminder.id))
        this.#world.tell({ type: 'reminder', after, revision, reminder })
    }
  }
}
