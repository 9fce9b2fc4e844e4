import type { ClientContext } from '../client-context.ts'
import { EventHandlers } from '../event/event-handlers.ts'
import { OptimisticChanges } from './optimistic.ts'
import { ReadMarker } from './read-marker.ts'
import { Receipts } from './receipts.ts'
import { ChannelStore } from './store.ts'
import { ChannelSync } from './sync.ts'
import { Typing } from './typing.ts'
import { ChannelView } from './view.ts'

/** The parts of one channel, connected to each other. Applications see only the `Channel` that is built on them. */
export class ChannelParts {
  readonly id: string
  readonly store: ChannelStore
  readonly sync: ChannelSync
  readonly view: ChannelView
  readonly optimistic: OptimisticChanges
  readonly readMarker: ReadMarker
  readonly receipts: Receipts
  readonly typing: Typing
  /** Those that the application registered for this channel. */
  readonly handlers: EventHandlers = new EventHandlers()

  constructor(id: string, context: ClientContext) {
    this.id = id
    this.store = new ChannelStore(id, context.reader, {
      summary: () => {
        this.view.summary.invalidate()
        context.channelsChanged()
        this.receipts.load()
      },
      timeline: () => this.view.timeline.invalidate(),
      members: () => this.view.members.invalidate(),
      pins: () => this.view.pinned.invalidate(),
    })
    this.optimistic = new OptimisticChanges(this.store, context, () => this.view.timeline.invalidate())
    this.receipts = new Receipts(id, this.store, context)
    this.sync = new ChannelSync(id, this.store, context, () => this.view.syncChanged())
    this.readMarker = new ReadMarker(this.sync, context)
    this.typing = new Typing(context.batch, () => {
      // Typing is only a hint to the others, so it does not matter whether the call succeeds.
      if (context.connection.isOnline) context.trpc.channels.typing.mutate({ channelId: id }).catch(() => {})
    })
    this.view = new ChannelView(id, this.sync, this.optimistic, context)
  }
}
