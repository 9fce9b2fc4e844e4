import type { EventOf, Group } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import type { EventHandlers } from '../event/event-handlers.ts'
import type { Derived } from '../readable.ts'
import { byText, OwnList } from './own-list.ts'

/** What the groups hear of: how the stream of events begins, each change of a group, and whether there is a connection. */
export type GroupsContext = CallContext & Pick<EventHandlers, 'on'> & { onLost(listener: () => void): void }

/**
 * The user groups of the server, which are called by `@handle`. They are loaded once somebody wants them, and from then on
 * kept up to date by `group` events. Whoever has missed one sees it in the revision of all groups, and loads them again.
 */
export class Groups {
  /** Sorted by handle. */
  readonly all: Derived<Group[]>
  readonly #list: OwnList<Group>
  /** Up to which revision of all groups this has heard; null: since before the first `hello` that it heard. */
  #revision: number | null = null
  #epoch: string | null = null

  constructor(context: GroupsContext) {
    this.#list = new OwnList<Group>(
      context,
      {
        load: (trpc) => trpc.groups.list.query(),
        key: ({ id }) => id,
        isGone: ({ deletedAt }) => deletedAt !== null,
      },
      () => this.all.invalidate(),
    )
    this.all = this.#list.readable((rows) => [...rows].sort(byText(({ handle }) => handle)))
    context.on('hello', (event) => this.#hello(event))
    context.on('group', (event) => this.#receive(event))
    context.onLost(() => this.#list.close())
  }

  #hello({ epoch, groupsRevision }: EventOf<'hello'>): void {
    const isSame = epoch === this.#epoch && groupsRevision === this.#revision
    this.#epoch = epoch
    // A server of the release before has no groups and says nothing of them.
    this.#revision = groupsRevision ?? null
    if (isSame) this.#list.load()
    else this.#list.invalidate()
  }

  #receive({ after, revision, group }: EventOf<'group'>): void {
    const known = this.#revision
    if (known !== null && revision <= known) return
    this.#revision = revision
    if (known !== null && after > known) this.#list.invalidate()
    else this.#list.apply(group)
  }
}
