import type { Block, EventOf, Reminder, Scheduled, User } from '@chime/protocol'
import { Derived, type Readable } from '../readable.ts'
import type { ScheduleInput, UserChanges } from '../server.ts'
import { persist } from '../sync/persist.ts'
import type { World } from '../sync/world.ts'
import { uuid } from '../uuid.ts'
import { Drafts } from './drafts.ts'
import { Emoji } from './emoji.ts'
import { OwnList } from './own-list.ts'

type MineWorld = Pick<World, 'turn' | 'calls' | 'link' | 'log' | 'addUsers'> & {
  /** Whom I blocked is not the same any more. */
  blocksChanged(): void
}

/** What my own stream says of these. */
export type MineEvent = EventOf<'draft' | 'block' | 'scheduled' | 'reminder'>

/** What is mine alone besides my channels: drafts, blocks, what I scheduled, reminders. */
export class Mine {
  readonly drafts: Drafts
  readonly blocked: Derived<ReadonlySet<string>>
  readonly scheduled: Readable<Scheduled[]>
  readonly reminders: Readable<Reminder[]>
  readonly emoji: Emoji
  readonly #world: MineWorld
  readonly #blocks: OwnList<Block>
  readonly #scheduled: OwnList<Scheduled>
  readonly #reminders: OwnList<Reminder>
  #blockedIds: ReadonlySet<string> = new Set()

  constructor(world: MineWorld) {
    this.#world = world
    this.drafts = new Drafts(world)
    this.#blocks = new OwnList<Block>(
      world,
      {
        load: async (calls) => (await calls.blocked()).map((user) => this.#known(user)),
        key: (block) => block.userId,
        isGone: (block) => !block.blocked,
      },
      () => this.#blocksChanged(),
    )
    this.#scheduled = new OwnList<Scheduled>(
      world,
      {
        load: (calls) => calls.scheduled(),
        key: (scheduled) => scheduled.id,
        isGone: ({ state }) => state === 'sent' || state === 'cancelled',
      },
      () => scheduled.invalidate(),
    )
    this.#reminders = new OwnList<Reminder>(
      world,
      {
        load: (calls) => calls.reminders(),
        key: (reminder) => reminder.id,
        isGone: ({ state }) => state === 'deleted',
      },
      () => reminders.invalidate(),
    )
    this.emoji = new Emoji(world)
    this.blocked = new Derived(
      world.turn,
      () => this.#blockedIds,
      () => this.#blocks.want(),
    )
    const scheduled = this.#scheduled.readable((rows) => rows.toSorted(by((row) => row.sendAt)))
    const reminders = this.#reminders.readable((rows) => rows.toSorted(by((row) => row.at)))
    this.scheduled = scheduled
    this.reminders = reminders
  }

  async block(userId: string): Promise<void> {
    await this.#blocks.change(
      (calls) => calls.block(userId),
      () => ({ userId, blocked: true }),
    )
  }

  async unblock(userId: string): Promise<void> {
    await this.#blocks.change(
      (calls) => calls.unblock(userId),
      () => ({ userId, blocked: false }),
    )
  }

  schedule(input: ScheduleInput): Promise<Scheduled> {
    const clientId = input.clientId ?? uuid()
    return this.#scheduled.change(
      (calls) => calls.schedule({ ...input, clientId }),
      (scheduled) => scheduled,
    )
  }

  async unschedule(id: string): Promise<void> {
    await persist(this.#world.link, () => this.#world.calls.unschedule(id))
  }

  remind(channelId: string, number: number, at: string): Promise<Reminder> {
    const isIt = (reminder: Reminder) =>
      reminder.channelId === channelId && reminder.number === number && Date.parse(reminder.at) === Date.parse(at)
    let tries = 0
    return this.#reminders.change(
      async (calls) => {
        // A try before may have made it without my hearing of it.
        const made = tries++ > 0 ? (await calls.reminders()).find(isIt) : undefined
        return made ?? calls.remind(channelId, number, at)
      },
      (reminder) => reminder,
    )
  }

  async deleteReminder(id: string): Promise<void> {
    await persist(this.#world.link, () => this.#world.calls.deleteReminder(id))
  }

  hear(event: MineEvent): void {
    if (event.type === 'draft') this.drafts.take(event.draft)
    else if (event.type === 'block') this.#blocks.take({ userId: event.userId, blocked: event.blocked })
    else if (event.type === 'scheduled') this.#scheduled.take(event.scheduled)
    else this.#reminders.take(event.reminder)
  }

  /** What was missed on my own stream. */
  catchUp({ drafts, blocks, scheduled, reminders }: UserChanges): void {
    for (const draft of drafts) this.drafts.take(draft)
    for (const block of blocks) this.#blocks.take(block)
    for (const each of scheduled) this.#scheduled.take(each)
    for (const reminder of reminders) this.#reminders.take(reminder)
  }

  /** More was missed than the server tells: what somebody looks at is read anew, the rest when it is next looked at. */
  stale(): void {
    for (const list of [this.drafts, this.#blocks, this.#scheduled, this.#reminders]) list.stale()
  }

  /** Nothing goes on by itself until the next connection. */
  close(): void {
    for (const part of [this.drafts, this.#blocks, this.#scheduled, this.#reminders, this.emoji]) part.close()
  }

  /** Connected: what is wanted and not here is loaded. */
  settle(): void {
    for (const list of [this.drafts, this.#blocks, this.#scheduled, this.#reminders, this.emoji]) list.settle()
  }

  /** Somebody else signed in. */
  forget(): void {
    for (const list of [this.drafts, this.#blocks, this.#scheduled, this.#reminders, this.emoji]) list.forget()
  }

  #blocksChanged(): void {
    const ids = new Set(this.#blocks.rows?.keys())
    // Every timeline depends on it, and most people have blocked nobody.
    if (ids.size === this.#blockedIds.size && [...ids].every((id) => this.#blockedIds.has(id))) return
    this.#blockedIds = ids
    this.blocked.invalidate()
    this.#world.blocksChanged()
  }

  #known(user: User): Block {
    this.#world.addUsers([user])
    return { userId: user.id, blocked: true }
  }
}

const by =
  <Row>(key: (row: Row) => string) =>
  (a: Row, b: Row) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
