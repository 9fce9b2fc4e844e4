import type { Attachment, Message } from '@chime/protocol'

/** What the server has: it has a number and will not move any more. */
export type SentItem = {
  state: 'sent'
  message: Message
  /** By somebody whom I blocked. */
  blocked?: boolean
}

/** My own message on its way, or one that did not get through. */
export type UnsentItem = {
  state: 'pending' | 'failed'
  clientId: string
  content: string
  createdAt: string
  /** Why it failed, in words for people; null while pending. */
  error: string | null
  /** False when trying again cannot help (too long, no longer a member). */
  retryable: boolean
  /** The number of the message that it answers. */
  replyTo?: number | null
  attachments?: readonly Attachment[]
}

/** One entry of a message list: sent ones ascending by number, then mine that are not sent yet. */
export type TimelineItem = SentItem | UnsentItem
