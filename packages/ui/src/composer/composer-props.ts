import type { Group } from '@chime/protocol'
import type { ReactNode } from 'react'
import type { Person } from '../user/person.ts'
import type { ComposerFile } from './composer-files.tsx'

/** A message that is being edited. */
export type EditedMessage = {
  number: number
  /** What it said when I began. */
  content: string
  /** Why it cannot be saved any more, as a sentence. The text stays, and Enter does nothing but say so. */
  lost?: string | null
  /** It says something else now, because it was also edited elsewhere. */
  changedElsewhere?: boolean
}

export type ComposerProps = {
  /** When it changes, the composer starts afresh with the `draft` of the new channel. */
  channelId: string
  placeholder: string
  /** Why I cannot write here, in words for people; shown in place of the composer. What I had written can be copied. */
  disabledReason?: string | null
  /** The same as `disabledReason`, as an element with buttons for instance. */
  bar?: ReactNode
  /** What I began to write here. When it changes from outside, because I write on another device, the text follows. */
  draft?: string
  /**
   * The composer is emptied at once. If this throws or rejects, the text comes back and the error's message is shown.
   *
   * @param text without blank lines at the start and space at the end; empty when only files are sent
   */
  onSend: (text: string) => void | Promise<void>
  /** Called at most every three seconds while I type. */
  onTyping?: () => void
  /** Called with the text at every change, to keep it as a draft; with an empty text after sending. */
  onChange?: (text: string) => void
  autoFocus?: boolean
  /** Default: true, Enter sends. False: Enter begins a new line, and Enter with Ctrl or Cmd sends. */
  enterSends?: boolean
  /** The message that is being answered, for people to read. */
  reply?: { author: string; text: string } | null
  onCancelReply?: () => void
  /** My message that is being edited. Meanwhile the draft of a new message is kept. */
  editing?: EditedMessage | null
  /** Rejects with an Error whose message is shown. */
  onSaveEdit?: (text: string) => Promise<void>
  onCancelEdit?: () => void
  /** Sends the text of an edit that cannot be saved any more as a new message. */
  onSendEdit?: (text: string) => void
  /** Called at ArrowUp in an empty composer: edit my last message. */
  onEditLast?: () => void
  /** The files that will be sent with the message. */
  files?: readonly ComposerFile[]
  /** Without it, no files can be added. */
  onAddFiles?: (files: File[]) => void
  onRemoveFile?: (id: string) => void
  onRetryFile?: (id: string) => void
  /** Without it, no polls can be created. */
  onNewPoll?: () => void
  /** Asks when to send the text. Resolves with whether it was scheduled; then the composer is emptied. */
  onSchedule?: (text: string) => Promise<boolean>
  /** The people whose names are completed after `@`. */
  mentionable?: readonly Person[]
  /** The user groups of this server, whose handles are completed after `@`. */
  groups?: readonly Group[]
  /** Whether I may call everyone here: then `@channel` and `@here` are completed too. */
  everyone?: boolean
  /** The addresses of the custom emoji of this server, by name. */
  emoji?: ReadonlyMap<string, string>
}
