import { limits, type Message, messagesSend, noticeOf, type Reason, reasons, type ServerEvent } from '@chime/protocol'

// The examples of the README. A test compares them, and another runs them.

// #region event
/** The compiler names an event that is missing here. A client skips, at run time, those that are newer than itself. */
export function channelOf(event: ServerEvent): string | null {
  switch (event.type) {
    case 'message':
    case 'channel':
    case 'member':
    case 'typing':
    case 'receipt':
    case 'left':
    case 'marker':
    case 'notify':
      return event.channelId
    case 'joined':
      return event.channel.id
    case 'draft':
      return event.draft.channelId
    case 'scheduled':
      return event.scheduled.channelId
    case 'reminder':
      return event.reminder.channelId
    case 'saved':
      return event.saved.channelId
    case 'invited':
      return event.invitation.channelId
    case 'hello':
    case 'block':
    case 'me':
    case 'user':
    case 'group':
      return null
  }
}
// #endregion

// #region input
export function problemOf(channelId: string, content: string): string | null {
  if (content.length > limits.contentMax) return `at most ${limits.contentMax} characters`
  const checked = messagesSend.input.safeParse({ channelId, content, clientId: crypto.randomUUID() })
  return checked.success ? null : (checked.error.issues[0]?.message ?? null)
}
// #endregion

// #region reason
export const statusOf = (reason: Reason): number => reasons[reason].httpStatus
// #endregion

// #region notice
export function textOf(message: Message): string {
  const notice = noticeOf(message)
  if (notice?.notice === 'renamed') return `The channel is now called ${notice.name}`
  return message.content // what people wrote, and notices that this version does not know
}
// #endregion
