'use client'

import { limits } from '@chime/protocol'
import { SendHorizontal } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { cn } from '../class-names.ts'
import type { Person } from '../person.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import { AboutBar } from './about-bar.tsx'
import { CompletionList } from './completion-list.tsx'
import { type ComposerFile, ComposerFiles } from './composer-files.tsx'
import { AddMenuButton, EmojiTool } from './composer-tools.tsx'
import { withoutOuterSpace } from './outer-space.ts'
import { TextLimit } from './text-limit.tsx'
import { useCompletion } from './use-completion.ts'
import { useGrowing } from './use-growing.ts'

/** How often `onTyping` is called while the reader types. */
const typingEveryMs = 3_000

export type ComposerProps = {
  /** Changing it starts afresh with `initialValue`. */
  channelId: string
  placeholder: string
  /** Why nobody may write here, in words; shown in place of the composer. */
  disabledReason?: string | null
  /** What was begun here before. Where it changes by itself, on another device for instance, the text follows. */
  draft?: string
  /** The text is cleared at once; if this throws or rejects it comes back, with the error's message. Empty with files. */
  onSend: (text: string) => void | Promise<void>
  /** At most every three seconds while the reader types. */
  onTyping?: () => void
  /** Every change, for drafts; empty after sending. */
  onChange?: (text: string) => void
  autoFocus?: boolean
  /** Default true. False: Enter breaks the line, Ctrl or Cmd with Enter sends. */
  enterSends?: boolean
  /** What is being answered. */
  reply?: { author: string; text: string } | null
  onCancelReply?: () => void
  /** My message that is being changed, in place of writing a new one; the draft waits meanwhile. */
  editing?: { number: number; content: string } | null
  /** Rejects with an Error whose message is shown. */
  onSaveEdit?: (text: string) => Promise<void>
  onCancelEdit?: () => void
  /** ArrowUp in an empty composer. */
  onEditLast?: () => void
  files?: readonly ComposerFile[]
  /** Without it, no files can be added. */
  onAddFiles?: (files: File[]) => void
  onRemoveFile?: (id: string) => void
  onRetryFile?: (id: string) => void
  onNewPoll?: () => void
  /** Resolves with whether it was scheduled: then the composer is emptied. */
  onSchedule?: (text: string) => Promise<boolean>
  /** Who can be called with `@`. */
  mentionable?: readonly Person[]
  /** Addresses of the server's own emoji, by name. */
  emoji?: ReadonlyMap<string, string>
}

/** Where messages are written. A failed send never loses text, and text that is too long is never cut. */
export function Composer(props: ComposerProps) {
  if (props.disabledReason) {
    return (
      <p className="mx-4 mb-4 rounded-lg bg-sunken px-4 py-3 text-center text-ink-muted text-sm sm:mx-5">
        {props.disabledReason}
      </p>
    )
  }
  return <Kept key={props.channelId} {...props} />
}

/** Keeps what was being written while a message is edited. */
function Kept({ draft = '', ...props }: ComposerProps) {
  const [text, setText] = useState(draft)
  const [seen, setSeen] = useState(draft)
  if (draft !== seen) {
    setSeen(draft)
    // Most often it is what was typed here. What is only space is no draft, but stays where it is written.
    if (draft !== (text.trim() ? text : '')) setText(draft)
  }
  const { editing } = props
  const [change, setChange] = useState<{ number: number; text: string } | null>(null)
  const [wasEditing, setWasEditing] = useState(false)
  if (editing && change?.number !== editing.number) {
    setChange({ number: editing.number, text: editing.content })
    setWasEditing(true)
  } else if (!editing && change) setChange(null)
  return (
    <Field
      key={editing?.number ?? 'new'}
      {...props}
      text={editing ? (change?.text ?? editing.content) : text}
      onText={(next) => {
        if (editing) return setChange({ number: editing.number, text: next })
        setText(next)
        props.onChange?.(next)
      }}
      autoFocus={props.autoFocus || wasEditing}
    />
  )
}

const none: readonly never[] = []
const noEmoji: ReadonlyMap<string, string> = new Map()

type FieldProps = Omit<ComposerProps, 'draft' | 'onChange'> & { text: string; onText: (text: string) => void }

function Field({ text, onText, placeholder, enterSends = true, autoFocus, files = none, ...props }: FieldProps) {
  const { editing, reply } = props
  const [error, setError] = useState<string | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const lastTyping = useRef(0)
  const noteId = useId()
  useGrowing(area, text)
  const answers = reply !== undefined && reply !== null
  useEffect(() => {
    if (!(autoFocus || answers) || !area.current) return
    area.current.focus({ preventScroll: true })
    area.current.setSelectionRange(area.current.value.length, area.current.value.length)
  }, [autoFocus, answers])

  const message = withoutOuterSpace(text)
  const over = message.length - limits.contentMax
  const attached = editing ? none : files
  // What is still on its way goes when it is there.
  const failed = attached.some(({ phase }) => phase === 'failed')
  const ready = (message !== '' || attached.length > 0) && over <= 0 && !failed

  function change(next: string) {
    onText(next)
    setError(null)
    if (editing || next.trim() === '' || Date.now() - lastTyping.current < typingEveryMs) return
    lastTyping.current = Date.now()
    props.onTyping?.()
  }

  const completion = useCompletion({ area, text, people: props.mentionable ?? none, onText: change })

  async function send() {
    if (!ready) {
      if (failed) setError('A file could not be uploaded. Try it again, or take it out.')
      return
    }
    change('')
    lastTyping.current = 0
    try {
      await (editing ? props.onSaveEdit?.(message) : props.onSend(message))
    } catch (cause) {
      const newer = area.current?.value ?? ''
      change(newer === '' ? message : `${message}\n${newer}`)
      setError(cause instanceof Error && cause.message ? cause.message : 'It could not be sent. Your text is back.')
    }
  }

  function cancel(): boolean {
    if (editing) props.onCancelEdit?.()
    else if (reply) props.onCancelReply?.()
    return Boolean(editing ?? reply)
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // 229: Safari reports the Enter that ends a composition only so.
    if (event.nativeEvent.isComposing || event.keyCode === 229 || completion.onKeyDown(event)) return
    if (event.key === 'Escape' && cancel()) return event.preventDefault()
    if (event.key === 'ArrowUp' && text === '' && !editing && props.onEditLast) {
      event.preventDefault()
      return props.onEditLast()
    }
    if (event.key !== 'Enter') return
    const sends = enterSends ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey
    if (!sends) return
    event.preventDefault()
    void send()
  }

  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = [...event.clipboardData.files]
    if (pasted.length === 0 || !props.onAddFiles || editing) return
    event.preventDefault()
    props.onAddFiles(pasted)
  }

  /** At the caret, with the focus back in the text. */
  function insert(piece: string) {
    const element = area.current
    const at = element?.selectionStart ?? text.length
    const end = element?.selectionEnd ?? text.length
    change(text.slice(0, at) + piece + text.slice(end))
    requestAnimationFrame(() => {
      element?.focus({ preventScroll: true })
      element?.setSelectionRange(at + piece.length, at + piece.length)
    })
  }

  async function schedule() {
    if (message === '' || over > 0) return
    if (await props.onSchedule?.(message)) change('')
  }

  return (
    <form
      className="relative shrink-0 px-4 pb-[max(0.25rem,env(safe-area-inset-bottom))] sm:px-5"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <CompletionList completion={completion} />
      <div
        className={cn(
          'rounded-lg border bg-field transition-colors duration-100 focus-within:ring-1',
          over > 0
            ? 'border-danger-text focus-within:ring-danger-text'
            : 'border-line-strong focus-within:border-accent focus-within:ring-accent',
        )}
      >
        {editing ? (
          <AboutBar label="Editing a message" text="Esc to cancel" onCancel={() => props.onCancelEdit?.()} />
        ) : (
          reply && (
            <AboutBar label={`Reply to ${reply.author}`} text={reply.text} onCancel={() => props.onCancelReply?.()} />
          )
        )}
        {attached.length > 0 && (
          <ComposerFiles files={attached} onRemove={props.onRemoveFile} onRetry={props.onRetryFile} />
        )}
        <div className="flex items-end gap-0.5 p-1">
          {!editing && (
            <AddMenuButton
              onAddFiles={props.onAddFiles}
              onNewPoll={props.onNewPoll}
              onSchedule={props.onSchedule && (() => void schedule())}
              canSchedule={message !== '' && over <= 0 && attached.length === 0}
            />
          )}
          <textarea
            ref={area}
            aria-label="Message"
            aria-describedby={noteId}
            aria-invalid={over > 0 || undefined}
            {...completion.aria}
            placeholder={placeholder}
            rows={1}
            dir="auto"
            value={text}
            enterKeyHint={enterSends ? 'send' : 'enter'}
            onChange={(event) => {
              change(event.target.value)
              completion.look()
            }}
            onKeyDown={onKeyDown}
            onSelect={completion.look}
            onBlur={completion.close}
            onPaste={onPaste}
            className="field-sizing-content max-h-[calc(8*1.375rem+1rem)] min-h-9.5 min-w-0 flex-1 resize-none overflow-y-auto bg-transparent px-2 py-2 text-base text-ink outline-none placeholder:text-ink-faint"
          />
          <EmojiTool custom={props.emoji ?? noEmoji} onPick={insert} />
          <IconButton
            type="submit"
            label={editing ? 'Save' : 'Send'}
            icon={<SendHorizontal className="rtl:-scale-x-100" />}
            variant={ready ? 'primary' : 'ghost'}
            aria-disabled={!ready || undefined}
            // The text keeps the focus, and a phone its keyboard.
            onMouseDown={(event) => event.preventDefault()}
            className="m-0.5 aria-disabled:cursor-default aria-disabled:text-ink-faint aria-disabled:hover:bg-transparent"
          />
        </div>
      </div>
      <TextLimit id={noteId} length={message.length} max={limits.contentMax} error={error} />
    </form>
  )
}
