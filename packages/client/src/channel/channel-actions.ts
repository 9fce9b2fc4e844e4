import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { rowOf } from '../state/window.ts'
import type { Trpc } from '../trpc.ts'
import type { ChannelParts } from './channel-parts.ts'
import type { ChannelActions } from './types.ts'

/**
 * The methods of a `Channel` that concern the channel itself. @param onOpenChanged called when the channel was opened
 * or closed
 */
export function channelActions(parts: ChannelParts, context: ClientContext, onOpenChanged: () => void): ChannelActions {
  const { id: channelId, store, sync } = parts
  const call = async (work: (trpc: Trpc) => Promise<unknown>): Promise<void> => {
    await retryUntilDecided(context, work)
  }
  return {
    open(options = {}) {
      const close = sync.open(options.around)
      onOpenChanged()
      return () => {
        close()
        onOpenChanged()
      }
    },
    loadBefore: () => sync.paging.loadBefore(),
    loadAfter: () => sync.paging.loadAfter(),
    loadAround(number) {
      const { window } = store.messages
      return window && rowOf(window, number) ? Promise.resolve() : sync.goTo({ around: number })
    },
    jumpToLatest() {
      const { window, isStale } = store.messages
      return window && !window.hasAfter && !isStale ? Promise.resolve() : sync.goTo({})
    },
    markRead: (number) => parts.readMarker.markRead(number),
    markUnread: (number) => parts.readMarker.markUnread(number),
    notifyTyping: () => parts.typing.notify(),
    on: (type, handler) => parts.handlers.on(type, handler),
    setDraft: (content, replyTo = null) => context.drafts.set(channelId, content, replyTo),
    saveDraft: () => context.drafts.flush(channelId),
    upload: (file) => context.uploads.start(file, channelId),
    async setNotify(level) {
      const before = store.notify
      const { notify } = await retryUntilDecided(context, (trpc) =>
        trpc.channels.setNotify.mutate({ channelId, notify: level }),
      )
      if (store.notify === before) context.batch.run(() => store.applyNotify(notify))
    },
    archive: () => call((trpc) => trpc.channels.archive.mutate({ channelId })),
    unarchive: () => call((trpc) => trpc.channels.unarchive.mutate({ channelId })),
    update: (change) => call((trpc) => trpc.channels.update.mutate({ channelId, ...change })),
    async join() {
      context.applySummary(await retryUntilDecided(context, (trpc) => trpc.channels.join.mutate({ channelId })))
    },
    leave: async ({ successorId } = {}) =>
      call((trpc) => trpc.channels.leave.mutate({ channelId, ...(successorId != null && { successorId }) })),
    follow: () => call((trpc) => trpc.channels.follow.mutate({ channelId })),
    unfollow: () => call((trpc) => trpc.channels.unfollow.mutate({ channelId })),
    addMembers: (userIds) => retryUntilDecided(context, (trpc) => trpc.members.add.mutate({ channelId, userIds })),
    removeMember: (userId) => call((trpc) => trpc.members.remove.mutate({ channelId, userId })),
    setRole: (userId, role) => call((trpc) => trpc.members.setRole.mutate({ channelId, userId, role })),
  }
}
