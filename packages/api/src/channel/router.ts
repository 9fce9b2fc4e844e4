import * as p from '@chime/protocol'
import { listDrafts } from '../draft/list.ts'
import { setDraft } from '../draft/set.ts'
import { markRead, markUnread } from '../read-marker/mark.ts'
import { markAllRead } from '../read-marker/mark-all.ts'
import { listReceipts } from '../read-marker/receipts.ts'
import { followThread, unfollowThread } from '../thread/follow.ts'
import { openThread } from '../thread/open.ts'
import { router, signedIn } from '../trpc.ts'
import { archiveChannel, unarchiveChannel } from './archive.ts'
import { browseChannels } from './browse.ts'
import { channelChanges } from './changes.ts'
import { createChannel } from './create.ts'
import { getChannel } from './get.ts'
import { joinChannel } from './join.ts'
import { leaveChannel } from './leave.ts'
import { listChannels } from './list.ts'
import { openDirect } from './open-direct.ts'
import { setNotify } from './set-notify.ts'
import { typing } from './typing.ts'
import { updateChannel } from './update.ts'

export const channelsRouter = router({
  list: signedIn.output(p.channelsList.output).query(({ ctx }) => listChannels(ctx)),
  get: signedIn
    .input(p.channelsGet.input)
    .output(p.channelsGet.output)
    .query(({ ctx, input }) => getChannel(ctx, input)),
  browse: signedIn
    .input(p.channelsBrowse.input)
    .output(p.channelsBrowse.output)
    .query(({ ctx, input }) => browseChannels(ctx, input)),
  // The output is not checked against its schema, since checking many messages costs too much; see `messagesRouter`.
  changes: signedIn.input(p.channelsChanges.input).query(({ ctx, input }) => channelChanges(ctx, input)),
  create: signedIn
    .input(p.channelsCreate.input)
    .output(p.channelsCreate.output)
    .mutation(({ ctx, input }) => createChannel(ctx, input)),
  openDirect: signedIn
    .input(p.channelsOpenDirect.input)
    .output(p.channelsOpenDirect.output)
    .mutation(({ ctx, input }) => openDirect(ctx, input)),
  openThread: signedIn
    .input(p.channelsOpenThread.input)
    .output(p.channelsOpenThread.output)
    .mutation(({ ctx, input }) => openThread(ctx, input)),
  join: signedIn
    .input(p.channelsJoin.input)
    .output(p.channelsJoin.output)
    .mutation(({ ctx, input }) => joinChannel(ctx, input)),
  leave: signedIn
    .input(p.channelsLeave.input)
    .output(p.channelsLeave.output)
    .mutation(({ ctx, input }) => leaveChannel(ctx, input)),
  follow: signedIn
    .input(p.channelsFollow.input)
    .output(p.channelsFollow.output)
    .mutation(({ ctx, input }) => followThread(ctx, input)),
  unfollow: signedIn
    .input(p.channelsUnfollow.input)
    .output(p.channelsUnfollow.output)
    .mutation(({ ctx, input }) => unfollowThread(ctx, input)),
  update: signedIn
    .input(p.channelsUpdate.input)
    .output(p.channelsUpdate.output)
    .mutation(({ ctx, input }) => updateChannel(ctx, input)),
  archive: signedIn
    .input(p.channelsArchive.input)
    .output(p.channelsArchive.output)
    .mutation(({ ctx, input }) => archiveChannel(ctx, input)),
  unarchive: signedIn
    .input(p.channelsUnarchive.input)
    .output(p.channelsUnarchive.output)
    .mutation(({ ctx, input }) => unarchiveChannel(ctx, input)),
  setNotify: signedIn
    .input(p.channelsSetNotify.input)
    .output(p.channelsSetNotify.output)
    .mutation(({ ctx, input }) => setNotify(ctx, input)),
  markRead: signedIn
    .input(p.channelsMarkRead.input)
    .output(p.channelsMarkRead.output)
    .mutation(({ ctx, input }) => markRead(ctx, input)),
  markUnread: signedIn
    .input(p.channelsMarkUnread.input)
    .output(p.channelsMarkUnread.output)
    .mutation(({ ctx, input }) => markUnread(ctx, input)),
  markAllRead: signedIn.output(p.channelsMarkAllRead.output).mutation(({ ctx }) => markAllRead(ctx)),
  receipts: signedIn
    .input(p.channelsReceipts.input)
    .output(p.channelsReceipts.output)
    .query(({ ctx, input }) => listReceipts(ctx, input)),
  setDraft: signedIn
    .input(p.channelsSetDraft.input)
    .output(p.channelsSetDraft.output)
    .mutation(({ ctx, input }) => setDraft(ctx, input)),
  drafts: signedIn.output(p.channelsDrafts.output).query(({ ctx }) => listDrafts(ctx)),
  typing: signedIn
    .input(p.channelsTyping.input)
    .output(p.channelsTyping.output)
    .mutation(({ ctx, input }) => typing(ctx, input)),
})
