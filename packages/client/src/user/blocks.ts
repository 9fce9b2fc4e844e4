import type { Block, User } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { Derived } from '../readable.ts'
import { OwnList } from './own-list.ts'

type BlocksContext = CallContext & {
  addUsers(users: readonly User[]): void
  /** The set of blocked users changed. */
  blocksChanged(): void
}

/** The users whom this user blocked. */
export class Blocks {
  /** Their ids. */
  readonly userIds: Derived<ReadonlySet<string>>
  readonly list: OwnList<Block>
  readonly #context: BlocksContext
  #userIds: ReadonlySet<string> = new Set()

  constructor(context: BlocksContext) {
    this.#context = context
    this.list = new OwnList<Block>(
      context,
      {
        load: async (trpc) => (await trpc.users.blocked.query()).map((user) => this.#blockOf(user)),
        key: (block) => block.userId,
        isGone: (block) => !block.blocked,
      },
      () => this.#changed(),
    )
    this.userIds = new Derived(
      context.batch,
      () => this.#userIds,
      () => this.list.want(),
    )
  }

  /** Their ids, whether or not somebody subscribes. */
  get ids(): ReadonlySet<string> {
    return this.#userIds
  }

  /** All of them, as the server reports them. */
  receive(userIds: readonly string[]): void {
    this.list.receive(userIds.map((userId) => ({ userId, blocked: true })))
  }

  async block(userId: string): Promise<void> {
    await this.list.change(async (trpc) => {
      await trpc.users.block.mutate({ userId })
      return { userId, blocked: true }
    })
  }

  async unblock(userId: string): Promise<void> {
    await this.list.change(async (trpc) => {
      await trpc.users.unblock.mutate({ userId })
      return { userId, blocked: false }
    })
  }

  #changed(): void {
    const ids = new Set(this.list.rows?.keys())
    // Do nothing if the set is the same: every timeline depends on it, and most users block nobody.
    if (ids.size === this.#userIds.size && [...ids].every((id) => this.#userIds.has(id))) return
    this.#userIds = ids
    this.userIds.invalidate()
    this.#context.blocksChanged()
  }

  #blockOf(user: User): Block {
    this.#context.addUsers([user])
    return { userId: user.id, blocked: true }
  }
}
