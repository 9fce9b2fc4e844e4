import type * as p from '@chime/protocol'
import type { Trpc } from './trpc.ts'

type I<T extends { input: { _zod: { input: unknown } } }> = T['input']['_zod']['input']
type O<T extends { output: { _zod: { output: unknown } } }> = T['output']['_zod']['output']
type Options = { signal: AbortSignal }
type Q<Input, Output> = { query(input: Input, options: Options): Promise<Output> }
type M<Input, Output> = { mutate(input: Input, options: Options): Promise<Output> }

/** Procedures of the contract that the router may not have yet. Goes when it has them. */
type Coming = {
  messages: {
    pin: M<I<typeof p.messagesPin>, O<typeof p.messagesPin>>
    unpin: M<I<typeof p.messagesUnpin>, O<typeof p.messagesUnpin>>
    pinned: Q<I<typeof p.messagesPinned>, O<typeof p.messagesPinned>>
    forward: M<I<typeof p.messagesForward>, O<typeof p.messagesForward>>
    report: M<I<typeof p.messagesReport>, O<typeof p.messagesReport>>
    search: Q<I<typeof p.messagesSearch>, O<typeof p.messagesSearch>>
    scheduled: Q<undefined, O<typeof p.messagesScheduled>>
    schedule: M<I<typeof p.messagesSchedule>, O<typeof p.messagesSchedule>>
    unschedule: M<I<typeof p.messagesUnschedule>, O<typeof p.messagesUnschedule>>
  }
  polls: {
    create: M<I<typeof p.pollsCreate>, p.Message>
    vote: M<I<typeof p.pollsVote>, p.Message>
    close: M<I<typeof p.pollsClose>, p.Message>
  }
  channels: {
    receipts: Q<I<typeof p.channelsReceipts>, O<typeof p.channelsReceipts>>
    setDraft: M<I<typeof p.channelsSetDraft>, O<typeof p.channelsSetDraft>>
    drafts: Q<undefined, O<typeof p.channelsDrafts>>
    setNotify: M<I<typeof p.channelsSetNotify>, O<typeof p.channelsSetNotify>>
    markAllRead: M<undefined, O<typeof p.channelsMarkAllRead>>
    archive: M<I<typeof p.channelsArchive>, O<typeof p.channelsArchive>>
    unarchive: M<I<typeof p.channelsUnarchive>, O<typeof p.channelsUnarchive>>
  }
  members: {
    setRole: M<I<typeof p.membersSetRole>, O<typeof p.membersSetRole>>
  }
  users: {
    blocked: Q<undefined, O<typeof p.usersBlocked>>
    block: M<I<typeof p.usersBlock>, O<typeof p.usersBlock>>
    unblock: M<I<typeof p.usersUnblock>, O<typeof p.usersUnblock>>
    report: M<I<typeof p.usersReport>, O<typeof p.usersReport>>
  }
  reminders: {
    list: Q<undefined, O<typeof p.remindersList>>
    create: M<I<typeof p.remindersCreate>, O<typeof p.remindersCreate>>
    delete: M<I<typeof p.remindersDelete>, O<typeof p.remindersDelete>>
  }
  emoji: {
    list: Q<undefined, O<typeof p.emojiList>>
  }
  attachments: {
    create: M<I<typeof p.attachmentsCreate>, O<typeof p.attachmentsCreate>>
    get: Q<I<typeof p.attachmentsGet>, O<typeof p.attachmentsGet>>
    delete: M<I<typeof p.attachmentsDelete>, O<typeof p.attachmentsDelete>>
  }
}

export function withComing(trpc: Trpc): Trpc & Coming {
  // The stock client sends whatever path it is asked for.
  return trpc as Trpc & Coming
}
