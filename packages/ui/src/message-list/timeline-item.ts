import type { Attachment, Message } from '@chime/protocol'

/** A message that the server has: it has its number, which decides its place. */
export type SentItem = {
  state: 'sent'
  message: Message
  /** True: it is by somebody whom I blocked, and hidden until I ask for it. */
  blocked?: boolean
}

/** A message of mine that is being sent, or could not be. */
export type UnsentItem = {
  state: 'pending' | 'failed'
  /** The id that this device gave it. It stays the same when the message is sent. */
  clientId: string
  content: string
  createdAt: string
  /** Why it could not be sent, in words for people; null while it is pending. */
  error: string | null
  /** False when trying again cannot help: I am no longer a member, for instance. */
  retryable: boolean
  /** The number of the message that it answers. */
  replyTo?: number | null
  attachments?: readonly Attachment[]
}

/** One item of a message list. The sent ones come first, ascending by number, then mine that are not sent yet. */
export type TimelineItem = SentItem | UnsentItem
