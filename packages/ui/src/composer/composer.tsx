'use client'

export type ComposerProps = {
  /** Changing it starts afresh with `initialValue`. */
  channelId: string
  placeholder: string
  /** Why nobody may write here, in words; shown in place of the composer. */
  disabledReason?: string | null
  /** The draft. Read when the channel changes, ignored after. */
  initialValue?: string
  /** The text is cleared at once; if this throws or rejects it comes back. */
  onSend: (text: string) => void | Promise<void>
  /** At most every three seconds while the reader types. */
  onTyping?: () => void
  /** Every change, for drafts; empty after sending. */
  onChange?: (text: string) => void
  autoFocus?: boolean
  /** Default true. False: Enter breaks the line, Ctrl or Cmd with Enter sends. */
  enterSends?: boolean
}

export function Composer(_props: ComposerProps) {
  return null
}
