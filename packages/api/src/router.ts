import { adminRouter } from './admin/router.ts'
import { attachmentsRouter } from './attachment/router.ts'
import { authRouter } from './auth/router.ts'
import { channelsRouter } from './channel/router.ts'
import { emojiRouter } from './emoji/router.ts'
import { eventsRouter } from './event/router.ts'
import { filtersRouter } from './filter/router.ts'
import { groupsRouter } from './group/router.ts'
import { invitesRouter } from './invite/router.ts'
import { membersRouter } from './member/router.ts'
import { messagesRouter } from './message/router.ts'
import { pollsRouter } from './poll/router.ts'
import { presenceRouter } from './presence/router.ts'
import { remindersRouter } from './reminder/router.ts'
import { savedRouter } from './saved/router.ts'
import { router } from './trpc.ts'
import { usersRouter } from './user/router.ts'

export const appRouter = router({
  auth: authRouter,
  users: usersRouter,
  presence: presenceRouter,
  channels: channelsRouter,
  members: membersRouter,
  invites: invitesRouter,
  messages: messagesRouter,
  attachments: attachmentsRouter,
  emoji: emojiRouter,
  groups: groupsRouter,
  filters: filtersRouter,
  polls: pollsRouter,
  reminders: remindersRouter,
  saved: savedRouter,
  events: eventsRouter,
  admin: adminRouter,
})

/** The type of the whole API: all that a client imports of the server. */
export type AppRouter = typeof appRouter
