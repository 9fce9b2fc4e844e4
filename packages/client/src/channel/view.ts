import type { ChannelSummary, Member, Message } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { unsentOf } from '../outbox/unsent-item.ts'
import { Cell, Derived } from '../readable.ts'
import { summaryOf } from '../state/info.ts'
import { present } from '../state/roster.ts'
import { type Timeline, timelineOf } from '../state/timeline.ts'
import type { OptimisticChanges } from './optimistic.ts'
import type { ChannelSync } from './sync.ts'

/**
 * The values that a channel shows. They are computed from the store, the outbox and the optimistic changes when
 * somebody reads them.
 */
export class ChannelView {
  readonly summary: Derived<ChannelSummary | null>
  readonly missing: Cell<boolean>
  readonly timeline: Derived<Timeline>
  readonly members: Derived<{ members: Member[]; complete: boolean }>
  readonly pinned: Derived<Message[] | null>
  readonly #id: string
  readonly #sync: ChannelSync
  readonly #optimistic: OptimisticChanges
  readonly #context: ClientContext

  constructor(id: string, sync: ChannelSync, optimistic: OptimisticChanges, context: ClientContext) {
    this.#id = id
    this.#sync = sync
    this.#optimistic = optimistic
    this.#context = context
    const { batch } = context
    this.summary = new Derived(
      batch,
      () => this.#summary(),
      () => {
        sync.wantSummary()
        return () => {}
      },
    )
    // Messages of blocked users are marked, so the list of blocks is needed.
    this.timeline = new Derived(
      batch,
      () => this.#timeline(),
      () => context.blocked.subscribe(() => {}),
    )
    this.missing = new Cell(batch, false)
    this.members = new Derived(
      batch,
      () => this.#members(),
      () => sync.want('members'),
    )
    this.pinned = new Derived<Message[] | null>(
      batch,
      () => sync.store.pins?.rows.slice() ?? null,
      () => sync.want('pins'),
    )
  }

  /** The sync changed its state: whether the channel is missing, an error, or what is being loaded. */
  syncChanged(): void {
    this.missing.set(this.#sync.isMissing)
    this.timeline.invalidate()
  }

  #summary(): ChannelSummary | null {
    const { info } = this.#sync.store
    return info && summaryOf(info, info.peer && (this.#context.user(info.peer.id) ?? info.peer))
  }

  #timeline(): Timeline {
    const { store, error, paging } = this.#sync
    const { outbox, waitingForUploads, blocked } = this.#context
    const unsent = [
      ...store.messages.acknowledged.map((message) => unsentOf({ ...message, failed: null }, null)),
      ...outbox.entries(this.#id).map((entry) => unsentOf(entry, waitingForUploads.attachments(entry.clientId))),
    ]
    const blockedIds = blocked.get()
    return timelineOf({
      window: store.messages.window,
      error,
      unsent,
      loadingBefore: paging.loadingBefore,
      loadingAfter: paging.loadingAfter,
      shown: (message) => this.#optimistic.shown(message),
      isBlocked: (userId) => blockedIds.has(userId),
    })
  }

  #members() {
    const { roster } = this.#sync.store
    return { members: roster ? present(roster) : [], complete: roster?.complete ?? false }
  }
}
