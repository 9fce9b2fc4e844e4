import type { z } from 'zod'
import * as admin from './admin.ts'
import * as attachment from './attachment.ts'
import * as auth from './auth.ts'
import * as block from './block.ts'
import * as channel from './channel.ts'
import * as draft from './draft.ts'
import * as emoji from './emoji.ts'
import * as event from './event.ts'
import * as filter from './filter.ts'
import * as group from './group.ts'
import * as invitation from './invitation.ts'
import * as invite from './invite.ts'
import * as member from './member.ts'
import * as message from './message.ts'
import * as passkey from './passkey.ts'
import * as poll from './poll.ts'
import * as presence from './presence.ts'
import * as readMarker from './read-marker.ts'
import * as reminder from './reminder.ts'
import * as report from './report.ts'
import * as saved from './saved.ts'
import * as scheduled from './scheduled.ts'
import * as search from './search.ts'
import * as thread from './thread.ts'
import * as twoFactor from './two-factor.ts'
import * as user from './user.ts'
import * as userStream from './user-stream.ts'

/** What one procedure takes and answers. A subscription answers with a stream, and `output` is what it carries. */
export type Procedure<Kind extends 'query' | 'mutation' | 'subscription', Input, Output> = {
  readonly kind: Kind
  /** Absent: the procedure takes nothing. */
  readonly input?: z.ZodType<unknown, Input>
  readonly output: z.ZodType<Output>
}

type Schemas<Input, Output> = Omit<Procedure<'query', Input, Output>, 'kind'>

const query = <Output, Input = void>(schemas: Schemas<Input, Output>): Procedure<'query', Input, Output> => ({
  kind: 'query',
  ...schemas,
})
const mutation = <Output, Input = void>(schemas: Schemas<Input, Output>): Procedure<'mutation', Input, Output> => ({
  kind: 'mutation',
  ...schemas,
})
const subscription = <Output, Input>(schemas: Schemas<Input, Output>): Procedure<'subscription', Input, Output> => ({
  kind: 'subscription',
  ...schemas,
})

/**
 * Every procedure of the API, by noun and verb. Clients take their types from here and need nothing of the server. The
 * server's router is compared with it by a type test, both ways.
 */
export const contract = {
  auth: {
    options: query(auth.authOptions),
    register: mutation(auth.authRegister),
    login: mutation(auth.authLogin),
    mintSession: mutation(auth.authMintSession),
    logout: mutation(auth.authLogout),
    me: query(auth.authMe),
    accessToken: mutation(auth.authAccessToken),
    renew: mutation(auth.authRenew),
    sessions: query(auth.authSessions),
    revokeSession: mutation(auth.authRevokeSession),
    requestPasswordReset: mutation(auth.authRequestPasswordReset),
    resetPassword: mutation(auth.authResetPassword),
    verifyEmail: mutation(auth.authVerifyEmail),
    requestEmailVerification: mutation(auth.authRequestEmailVerification),
    changeEmail: mutation(auth.authChangeEmail),
    changePassword: mutation(auth.authChangePassword),
    revokeOtherSessions: mutation(auth.authRevokeOtherSessions),
    twoFactor: query(twoFactor.authTwoFactor),
    enableTwoFactor: mutation(twoFactor.authEnableTwoFactor),
    confirmTwoFactor: mutation(twoFactor.authConfirmTwoFactor),
    disableTwoFactor: mutation(twoFactor.authDisableTwoFactor),
    renewRecoveryCodes: mutation(twoFactor.authRenewRecoveryCodes),
    passkeys: query(passkey.authPasskeys),
    preparePasskey: mutation(passkey.authPreparePasskey),
    addPasskey: mutation(passkey.authAddPasskey),
    renamePasskey: mutation(passkey.authRenamePasskey),
    deletePasskey: mutation(passkey.authDeletePasskey),
    preparePasskeyLogin: mutation(passkey.authPreparePasskeyLogin),
    loginWithPasskey: mutation(passkey.authLoginWithPasskey),
  },
  users: {
    get: query(user.usersGet),
    search: query(user.usersSearch),
    update: mutation(user.usersUpdate),
    changes: query(userStream.usersChanges),
    block: mutation(block.usersBlock),
    unblock: mutation(block.usersUnblock),
    blocked: query(block.usersBlocked),
    report: mutation(report.usersReport),
  },
  presence: {
    set: mutation(presence.presenceSet),
    get: query(presence.presenceGet),
    subscribe: subscription(presence.presenceSubscribe),
  },
  channels: {
    list: query(channel.channelsList),
    get: query(channel.channelsGet),
    browse: query(channel.channelsBrowse),
    changes: query(channel.channelsChanges),
    create: mutation(channel.channelsCreate),
    openDirect: mutation(channel.channelsOpenDirect),
    openThread: mutation(thread.channelsOpenThread),
    join: mutation(channel.channelsJoin),
    leave: mutation(channel.channelsLeave),
    follow: mutation(thread.channelsFollow),
    unfollow: mutation(thread.channelsUnfollow),
    update: mutation(channel.channelsUpdate),
    archive: mutation(channel.channelsArchive),
    unarchive: mutation(channel.channelsUnarchive),
    setNotify: mutation(channel.channelsSetNotify),
    markRead: mutation(readMarker.channelsMarkRead),
    markUnread: mutation(readMarker.channelsMarkUnread),
    markAllRead: mutation(readMarker.channelsMarkAllRead),
    receipts: query(readMarker.channelsReceipts),
    setDraft: mutation(draft.channelsSetDraft),
    drafts: query(draft.channelsDrafts),
    typing: mutation(channel.channelsTyping),
  },
  members: {
    list: query(member.membersList),
    add: mutation(member.membersAdd),
    remove: mutation(member.membersRemove),
    setRole: mutation(member.membersSetRole),
    accept: mutation(invitation.membersAccept),
    decline: mutation(invitation.membersDecline),
    invitations: query(invitation.membersInvitations),
    invited: query(invitation.membersInvited),
  },
  invites: {
    create: mutation(invite.invitesCreate),
    list: query(invite.invitesList),
    revoke: mutation(invite.invitesRevoke),
    look: query(invite.invitesLook),
    accept: mutation(invite.invitesAccept),
  },
  messages: {
    send: mutation(message.messagesSend),
    forward: mutation(message.messagesForward),
    list: query(message.messagesList),
    get: query(message.messagesGet),
    edit: mutation(message.messagesEdit),
    delete: mutation(message.messagesDelete),
    versions: query(message.messagesVersions),
    react: mutation(message.messagesReact),
    unreact: mutation(message.messagesUnreact),
    search: query(search.messagesSearch),
    pin: mutation(message.messagesPin),
    unpin: mutation(message.messagesUnpin),
    report: mutation(report.messagesReport),
    pinned: query(message.messagesPinned),
    schedule: mutation(scheduled.messagesSchedule),
    scheduled: query(scheduled.messagesScheduled),
    unschedule: mutation(scheduled.messagesUnschedule),
  },
  attachments: {
    create: mutation(attachment.attachmentsCreate),
    get: query(attachment.attachmentsGet),
    delete: mutation(attachment.attachmentsDelete),
  },
  emoji: {
    list: query(emoji.emojiList),
    create: mutation(emoji.emojiCreate),
    delete: mutation(emoji.emojiDelete),
  },
  groups: {
    list: query(group.groupsList),
    create: mutation(group.groupsCreate),
    update: mutation(group.groupsUpdate),
    delete: mutation(group.groupsDelete),
  },
  filters: {
    list: query(filter.filtersList),
    create: mutation(filter.filtersCreate),
    update: mutation(filter.filtersUpdate),
    delete: mutation(filter.filtersDelete),
  },
  polls: {
    // A poll is a part of its message, so `poll.ts` cannot name the message.
    create: mutation({ ...poll.pollsCreate, output: message.Message }),
    vote: mutation({ ...poll.pollsVote, output: message.Message }),
    close: mutation({ ...poll.pollsClose, output: message.Message }),
  },
  reminders: {
    create: mutation(reminder.remindersCreate),
    list: query(reminder.remindersList),
    delete: mutation(reminder.remindersDelete),
  },
  saved: {
    add: mutation(saved.savedAdd),
    remove: mutation(saved.savedRemove),
    list: query(saved.savedList),
    keys: query(saved.savedKeys),
  },
  events: {
    subscribe: subscription(event.eventsSubscribe),
  },
  admin: {
    claim: mutation(admin.adminClaim),
    people: query(admin.adminPeople),
    setRole: mutation(admin.adminSetRole),
    reports: query(report.adminReports),
    resolveReport: mutation(report.adminResolveReport),
    deleteMessage: mutation(admin.adminDeleteMessage),
    suspend: mutation(admin.adminSuspend),
    unsuspend: mutation(admin.adminUnsuspend),
    audit: query(admin.adminAudit),
  },
}
