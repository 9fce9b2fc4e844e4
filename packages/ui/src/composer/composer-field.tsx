'use client'

import { limits } from '@chime/protocol'
import { SendHorizontal } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  Suspense,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { cn } from '../class-names.ts'
import { PreloadContext } from '../preload.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import { slot } from '../slots/slot.tsx'
import { AddMenuButton } from './add-menu-button.tsx'
import { CompletionList, loadCompletion, useCompletion } from './completion/use-completion.ts'
import { ComposerEmojiButton } from './composer-emoji-button.tsx'
import { ComposerFiles } from './composer-files.tsx'
import type { ComposerProps } from './composer-props.ts'
import { EditBar } from './edit-bar.tsx'
import { pastedFiles } from './pasted-files.ts'
import { ReplyEditBar } from './reply-edit-bar.tsx'
import { TextLimit } from './text-limit.tsx'
import { trimMessage } from './trim-message.ts'
import { useAutoGrow } from './use-auto-grow.ts'
import { useCaret } from './use-caret.ts'
import { useFocus } from './use-focus.ts'
import { useWrittenEmoji } from './use-written-emoji.ts'

/** `onTyping` is called at most this often. */
const typingEveryMs = 3_000

const none: readonly never[] = []
const noEmoji: ReadonlyMap<string, string> = new Map()

type ComposerFieldProps = Omit<ComposerProps, 'draft' | 'onChange'> & { text: string; onText: (text: string) => void }

/** The text field with its buttons, for a new message or for one that is being edited. The caller holds the text. */
export const ComposerField = slot('ComposerField', ComposerFieldView)

function ComposerFieldView({
  text,
  onText,
  placeholder,
  enterSends = true,
  autoFocus,
  files = none,
  ...props
}: ComposerFieldProps) {
  const { editing, reply } = props
  const [error, setError] = useState<string | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const preload = useContext(PreloadContext)
  const lastTyping = useRef(0)
  /** A text waits for the names of emoji, to be sent; `again`: what is in the field then is to be sent after it. */
  const waiting = useRef<'no' | 'yes' | 'again'>('no')
  const noteId = useId()
  useAutoGrow(area, text)
  const answers = reply !== undefined && reply !== null
  useFocus(area, autoFocus, answers)

  const message = trimMessage(text)
  const over = message.length - limits.contentMax
  const attached = editing ? none : files
  // Files that are still being uploaded do not hinder sending: the message is sent as soon as they are there.
  const failed = attached.some(({ phase }) => phase === 'failed')
  const ready = (message !== '' || attached.length > 0) && over <= 0 && !failed && !editing?.lost

  function change(next: string) {
    onText(next)
    setError(null)
    if (editing || next.trim() === '' || Date.now() - lastTyping.current < typingEveryMs) return
    lastTyping.current = Date.now()
    props.onTyping?.()
  }

  const completion = useCompletion(area)
  const { begun } = completion
  const emoji = props.emoji ?? noEmoji
  const writtenEmoji = useWrittenEmoji(emoji)

  const putCaret = useCaret(area, text)
  function changeAt(next: string, caret: number) {
    putCaret(caret)
    change(next)
  }

  /** Writes a completed name in place of what was begun. */
  function complete(written: string) {
    if (!begun) return
    const rest = text.slice(begun.at + begun.written.length).replace(/^ /, '')
    changeAt(`${text.slice(0, begun.at)}${written} ${rest}`, begun.at + written.length + 1)
    completion.close()
  }

  async function send() {
    if (waiting.current !== 'no') {
      waiting.current = 'again'
      return
    }
    if (!ready) {
      if (editing?.lost) setError(`${editing.lost} Nothing was saved; your text is still here.`)
      if (failed) setError('A file could not be uploaded. Try it again, or take it out.')
      return
    }
    const written = writtenEmoji.sent(message)
    if (typeof written === 'string') return deliver(written)
    // Until the names are here, the text stays in the field, and so in the draft: who closes the page loses nothing.
    waiting.current = 'yes'
    const sent = await written
    const now = area.current?.value ?? ''
    // It is handed over at once; what becomes of it is not waited for.
    void deliver(sent, now.startsWith(text) ? now.slice(text.length) : now)
    const isNext = (waiting.current as string) === 'again'
    waiting.current = 'no'
    if (isNext) setTurn((before) => before + 1)
  }

  // With the text that is in the field now, which this render knows.
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each turn
  useEffect(() => {
    if (turn > 0) void send()
  }, [turn])

  /** @param rest what stays in the field */
  async function deliver(sent: string, rest = '') {
    change(rest)
    lastTyping.current = 0
    try {
      await (editing ? props.onSaveEdit?.(sent) : props.onSend(sent))
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
    // Key code 229: the only sign by which Safari tells the Enter that ends a composition (of Japanese, say).
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
    const pasted = pastedFiles(event.clipboardData)
    if (pasted.length === 0 || !props.onAddFiles || editing) return
    event.preventDefault()
    props.onAddFiles(pasted)
  }

  /** Puts a piece of text at the caret, and the focus back into the text. */
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
    const isScheduled = await props.onSchedule?.(message)
    // Meanwhile the text may have become another one, from another device for instance.
    if (isScheduled && trimMessage(area.current?.value ?? '') === message) change('')
  }

  return (
    <form
      className="relative shrink-0 px-4 pb-[max(0.25rem,env(safe-area-inset-bottom))] sm:px-5"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {begun && (
        <Suspense>
          <CompletionList
            {...{ begun, text, emoji }}
            handle={completion.handle}
            people={props.mentionable ?? none}
            groups={props.groups ?? none}
            everyone={props.everyone ?? false}
            onTake={complete}
            onActive={completion.setActive}
          />
        </Suspense>
      )}
      <div
        className={cn(
          'rounded-lg border bg-field transition-colors duration-100 focus-within:ring-1',
          over > 0
            ? 'border-danger-text focus-within:ring-danger-text'
            : 'border-line-strong focus-within:border-accent focus-within:ring-accent',
        )}
      >
        {editing ? (
          <EditBar
            editing={editing}
            text={message}
            onCancel={() => props.onCancelEdit?.()}
            onSend={props.onSendEdit && over <= 0 ? () => props.onSendEdit?.(message) : undefined}
          />
        ) : (
          reply && (
            <ReplyEditBar
              label={`Reply to ${reply.author}`}
              text={reply.text}
              onCancel={() => props.onCancelReply?.()}
            />
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
            onChange={({ target: { value, selectionStart } }) => {
              const named = value.length > text.length ? writtenEmoji.typed(value, selectionStart) : null
              if (named) changeAt(named.text, named.caret)
              else change(value)
              completion.look()
            }}
            onFocus={preload ? loadCompletion : undefined}
            onKeyDown={onKeyDown}
            onSelect={completion.look}
            onBlur={completion.close}
            onPaste={onPaste}
            className="field-sizing-content max-h-[calc(8*1.375rem+1rem)] min-h-9.5 min-w-0 flex-1 resize-none overflow-y-auto bg-transparent px-2 py-2 text-base text-ink outline-none placeholder:text-ink-faint"
          />
          <ComposerEmojiButton custom={emoji} onPick={insert} />
          <IconButton
            type="submit"
            label={editing ? 'Save' : 'Send'}
            icon={<SendHorizontal className="rtl:-scale-x-100" />}
            variant={ready ? 'primary' : 'ghost'}
            aria-disabled={!ready || undefined}
            // So the text keeps the focus, and a phone does not close its keyboard.
            onMouseDown={(event) => event.preventDefault()}
            className="m-0.5 aria-disabled:cursor-default aria-disabled:text-ink-faint aria-disabled:hover:bg-transparent"
          />
        </div>
      </div>
      <TextLimit id={noteId} length={message.length} max={limits.contentMax} error={error} />
    </form>
  )
}
