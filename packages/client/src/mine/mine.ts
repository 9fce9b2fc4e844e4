import type { Block, CustomEmoji, Reminder, Scheduled, User } from '@chime/protocol'
import { Derived, type Readable } from '../readable.ts'
import type { ScheduleInput } from '../server.ts'
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

const none: ReadonlySet<string> = new Set()

/** What is mine alone besides my channels: drafts, blocks, what I scheduled, reminders. */
export class Mine {
  readonly drafts: Drafts
  readonly blocked: Readable<ReadonlySet<string>>
  readonly scheduled: Readable<Scheduled[]>
  readonly reminders: Readable<Reminder[]>
  readonly emoji: Readable<CustomEmoji[]>
  readonly #world: MineWorld
  readonly #blocks: OwnList<Block>
  readonly #scheduled: OwnList<Scheduled>
  readonly #reminders: OwnList<Reminder>
  readonly #emoji: Emoji

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
      () => {
        blocked.invalidate()
        world.blocksChanged()
      },
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
    this.#emoji = new Emoji(world, () => emoji.invalidate())
    const blocked: Derived<ReadonlySet<string>> = new Derived(
      world.turn,
      () => (this.#blocks.rows?.size ? new Set(this.#blocks.rows.keys()) : none),
      () => this.#blocks.want(),
    )
    const scheduled = this.#scheduled.readable((rows) => rows.toSorted(by((row) => row.sendAt)))
    const reminders = this.#reminders.readable((rows) => rows.toSorted(by((row) => row.at)))
    const emoji = this.#emoji.list.readable((rows) => rows.toSorted(by((row) => row.name)))
    this.blocked = blocked
    this.scheduled = scheduled
    this.reminders = reminders
    this.emoji = emoji
  }

  async block(userId: string): Promise<void> {
    await persist(this.#world.link, () => this.#world.calls.block(userId))
    this.#blocks.take({ userId, blocked: true })
  }

  async unblock(userId: string): Promise<void> {
    await persist(this.#world.link, () => this.#world.calls.unblock(userId))
    this.#blocks.take({ userId, blocked: false })
  }

  async schedule(input: ScheduleInput): Promise<Scheduled> {
    const clientId = input.clientId ?? uuid()
    const scheduled = await persist(this.#world.link, () => this.#world.calls.schedule({ ...input, clientId }))
    this.#scheduled.take(scheduled)
    return scheduled
  }

  async unschedule(id: string): Promise<void> {
    await persist(this.#world.link, () => this.#world.calls.unschedule(id))
  }

  async remind(channelId: string, number: number, at: string): Promise<Reminder> {
    const reminder = await persist(this.#world.link, () => this.#world.calls.remind(channelId, number, at))
    this.#reminders.take(reminder)
    return reminder
  }

  async deleteReminder(id: string): Promise<void> {
    await persist(this.#world.link, () => this.#world.calls.deleteReminder(id))
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
