import { adminRows } from './rows/admin.ts'
import { attachmentRows } from './rows/attachment.ts'
import { authRows } from './rows/auth.ts'
import { blockRows } from './rows/block.ts'
import { channelRows } from './rows/channel.ts'
import { draftRows } from './rows/draft.ts'
import { emojiRows } from './rows/emoji.ts'
import { eventRows } from './rows/event.ts'
import { filterRows } from './rows/filter.ts'
import { groupRows } from './rows/group.ts'
import { inviteRows } from './rows/invite.ts'
import { memberRows } from './rows/member.ts'
import { messageRows } from './rows/message.ts'
import { pollRows } from './rows/poll.ts'
import { presenceRows } from './rows/presence.ts'
import { readMarkerRows } from './rows/read-marker.ts'
import { reminderRows } from './rows/reminder.ts'
import { reportRows } from './rows/report.ts'
import { savedRows } from './rows/saved.ts'
import { scheduledRows } from './rows/scheduled.ts'
import { searchRows } from './rows/search.ts'
import { threadRows } from './rows/thread.ts'
import { userRows } from './rows/user.ts'
import type { Rows } from './verdicts.ts'

/**
 * Every procedure of the API. A procedure without a row here fails the test, so that nobody forgets to decide who may
 * call it.
 */
export const rows: Rows = {
  ...adminRows,
  ...attachmentRows,
  ...authRows,
  ...blockRows,
  ...channelRows,
  ...draftRows,
  ...emojiRows,
  ...eventRows,
  ...filterRows,
  ...groupRows,
  ...inviteRows,
  ...memberRows,
  ...messageRows,
  ...pollRows,
  ...presenceRows,
  ...readMarkerRows,
  ...reminderRows,
  ...reportRows,
  ...savedRows,
  ...scheduledRows,
  ...searchRows,
  ...threadRows,
  ...userRows,
}
