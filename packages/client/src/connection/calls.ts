import type { Calls } from '../server.ts'
import type { Trpc } from './trpc.ts'

/** A call that has no answer after this long counts as failed; whether it was done is unknown. */
const callTimeoutMs = 15_000

/** What the sync asks, by the typed client. */
export function callsOf(trpc: Trpc): Calls {
  return {
    me: () => timed((o) => trpc.auth.me.query(undefined, o)),
    channels: () => timed((o) => trpc.channels.list.query(undefined, o)),
    channel: (channelId) => timed((o) => trpc.channels.get.query({ channelId }, o)),
    channelChanges: (channelId, since) => timed((o) => trpc.channels.changes.query({ channelId, since }, o)),
    userChanges: (since) => timed((o) => trpc.users.changes.query({ since }, o)),
    messages: (channelId, place, limit) => timed((o) => trpc.messages.list.query({ channelId, ...place, limit }, o)),
    members: (channelId, cursor) =>
      timed((o) => trpc.members.list.query({ channelId, ...(cursor !== null && { cursor }) }, o)),
    users: (ids) => timed((o) => trpc.users.get.query({ ids }, o)),
    send: (message) => timed((o) => trpc.messages.send.mutate(message, o)),
    markRead: (channelId, number, version) =>
      timed((o) => trpc.channels.markRead.mutate({ channelId, number, version }, o)),
    markUnread: (channelId, number) => timed((o) => trpc.channels.markUnread.mutate({ channelId, number }, o)),
    typing: (channelId) => timed((o) => trpc.channels.typing.mutate({ channelId }, o)),
    edit: (channelId, number, content) => timed((o) => trpc.messages.edit.mutate({ channelId, number, content }, o)),
    remove: (channelId, number) => timed((o) => trpc.messages.delete.mutate({ channelId, number }, o)),
    react: (channelId, number, emoji) => timed((o) => trpc.messages.react.mutate({ channelId, number, emoji }, o)),
    unreact: (channelId, number, emoji) => timed((o) => trpc.messages.unreact.mutate({ channelId, number, emoji }, o)),
    pin: (channelId, number) => timed((o) => trpc.messages.pin.mutate({ channelId, number }, o)),
    unpin: (channelId, number) => timed((o) => trpc.messages.unpin.mutate({ channelId, number }, o)),
    pinned: (channelId) => timed((o) => trpc.messages.pinned.query({ channelId }, o)),
    forward: (input) => timed((o) => trpc.messages.forward.mutate(input, o)),
    versions: (channelId, number) => timed((o) => trpc.messages.versions.query({ channelId, number }, o)),
    reportMessage: (channelId, number, reason) =>
      timed((o) => trpc.messages.report.mutate({ channelId, number, reason }, o)),
    search: (input) => timed((o) => trpc.messages.search.query(input, o)),
    createPoll: (input) => timed((o) => trpc.polls.create.mutate(input, o)),
    vote: (channelId, number, options) => timed((o) => trpc.polls.vote.mutate({ channelId, number, options }, o)),
    closePoll: (channelId, number) => timed((o) => trpc.polls.close.mutate({ channelId, number }, o)),
    openThread: (channelId, number) => timed((o) => trpc.channels.openThread.mutate({ channelId, number }, o)),
    receipts: (channelId) => timed((o) => trpc.channels.receipts.query({ channelId }, o)),
    setDraft: (channelId, content, replyTo) =>
      timed((o) => trpc.channels.setDraft.mutate({ channelId, content, ...(replyTo !== null && { replyTo }) }, o)),
    drafts: () => timed((o) => trpc.channels.drafts.query(undefined, o)),
    setNotify: (channelId, notify) => timed((o) => trpc.channels.setNotify.mutate({ channelId, notify }, o)),
    markAllRead: () => timed((o) => trpc.channels.markAllRead.mutate(undefined, o)),
    archive: (channelId) => timed((o) => trpc.channels.archive.mutate({ channelId }, o)),
    unarchive: (channelId) => timed((o) => trpc.channels.unarchive.mutate({ channelId }, o)),
    update: (channelId, change) => timed((o) => trpc.channels.update.mutate({ channelId, ...change }, o)),
    join: (channelId) => timed((o) => trpc.channels.join.mutate({ channelId }, o)),
    leave: (channelId, successorId) =>
      timed((o) => trpc.channels.leave.mutate({ channelId, ...(successorId !== null && { successorId }) }, o)),
    addMembers: (channelId, userIds) => timed((o) => trpc.members.add.mutate({ channelId, userIds }, o)),
    removeMember: (channelId, userId) => timed((o) => trpc.members.remove.mutate({ channelId, userId }, o)),
    setRole: (channelId, userId, role) => timed((o) => trpc.members.setRole.mutate({ channelId, userId, role }, o)),
    blocked: () => timed((o) => trpc.users.blocked.query(undefined, o)),
    block: (userId) => timed((o) => trpc.users.block.mutate({ userId }, o)),
    unblock: (userId) => timed((o) => trpc.users.unblock.mutate({ userId }, o)),
    reportUser: (userId, reason) => timed((o) => trpc.users.report.mutate({ userId, reason }, o)),
    scheduled: () => timed((o) => trpc.messages.scheduled.query(undefined, o)),
    schedule: (input) => timed((o) => trpc.messages.schedule.mutate(input, o)),
    unschedule: (id) => timed((o) => trpc.messages.unschedule.mutate({ id }, o)),
    reminders: () => timed((o) => trpc.reminders.list.query(undefined, o)),
    remind: (channelId, number, at) => timed((o) => trpc.reminders.create.mutate({ channelId, number, at }, o)),
    deleteReminder: (id) => timed((o) => trpc.reminders.delete.mutate({ id }, o)),
    emoji: () => timed((o) => trpc.emoji.list.query(undefined, o)),
    createAttachment: (input) => timed((o) => trpc.attachments.create.mutate(input, o)),
    attachment: (id) => timed((o) => trpc.attachments.get.query({ id }, o)),
    deleteAttachment: (id) => timed((o) => trpc.attachments.delete.mutate({ id }, o)),
  }
}

async function timed<T>(call: (options: { signal: AbortSignal }) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`No answer within ${callTimeoutMs / 1_000} s`))
      abort.abort()
    }, callTimeoutMs)
  })
  try {
    return await Promise.race([call({ signal: abort.signal }), timeout])
  } finally {
    clearTimeout(timer)
  }
}
