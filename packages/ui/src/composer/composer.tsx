'use client'

import { limits } from '@chime/protocol'
import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '../class-names.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import { TextLimit } from './text-limit.tsx'

/** How often `onTyping` is called while the reader types. */
const typingEveryMs = 3_000

export type ComposerProps = {
  /** Changing it starts afresh with `initialValue`. */
  channelId: string
  placeholder: string
  /** Why nobody may write here, in words; shown in place of the composer. */
  disabledReason?: string | null
  /** The draft. Read when the channel changes, ignored after. */
  initialValue?: string
  /** The text is cleared at once; if this throws or rejects it comes back, with the error's message. */
  onSend: (text: string) => void | Promise<void>
  /** At most every three seconds while the reader types. */
  onTyping?: () => void
  /** Every change, for drafts; empty after sending. */
  onChange?: (text: string) => void
  autoFocus?: boolean
  /** Default true. False: Enter breaks the line, Ctrl or Cmd with Enter sends. */
  enterSends?: boolean
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
  return <Field key={props.channelId} {...props} />
}

function Field({ placeholder, initialValue = '', enterSends = true, autoFocus, ...props }: ComposerProps) {
  const [text, setText] = useState(initialValue)
  const [error, setError] = useState<string | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const lastTyping = useRef(0)
  const noteId = useId()
  useGrowing(area, text)
  useEffect(() => {
    if (!autoFocus || !area.current) return
    area.current.focus({ preventScroll: true })
    area.current.setSelectionRange(area.current.value.length, area.current.value.length)
  }, [autoFocus])

  const message = withoutOuterSpace(text)
  const over = message.length - limits.contentMax

  function change(next: string) {
    setText(next)
    setError(null)
    props.onChange?.(next)
    if (next.trim() === '' || Date.now() - lastTyping.current < typingEveryMs) return
    lastTyping.current = Date.now()
    props.onTyping?.()
  }

  async function send() {
    if (message === '' || over > 0) return
    change('')
    lastTyping.current = 0
    try {
      await props.onSend(message)
    } catch (cause) {
      const newer = area.current?.value ?? ''
      change(newer === '' ? message : `${message}\n${newer}`)
      setError(cause instanceof Error && cause.message ? cause.message : 'It could not be sent. Your text is back.')
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // 229: Safari reports the Enter that ends a composition only so.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return
    const sends = enterSends ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey
    if (!sends) return
    event.preventDefault()
    void send()
  }

  return (
    <form
      className="shrink-0 px-4 pb-[max(0.25rem,env(safe-area-inset-bottom))] sm:px-5"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <div
        className={cn(
          'flex items-end gap-1 rounded-lg border bg-field p-1 transition-colors duration-100 focus-within:ring-1',
          over > 0
            ? 'border-danger-text focus-within:ring-danger-text'
            : 'border-line-strong focus-within:border-accent focus-within:ring-accent',
        )}
      >
        <textarea
          ref={area}
          aria-label="Message"
          aria-describedby={noteId}
          aria-invalid={over > 0 || undefined}
          placeholder={placeholder}
          rows={1}
          dir="auto"
          value={text}
          enterKeyHint={enterSends ? 'send' : 'enter'}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-[calc(8*1.375rem+1rem)] min-h-9.5 min-w-0 flex-1 resize-none overflow-y-auto bg-transparent px-3 py-2 text-base text-ink outline-none placeholder:text-ink-faint"
        />
        <IconButton
          type="submit"
          label="Send"
          icon={<SendHorizontal className="rtl:-scale-x-100" />}
          variant={message !== '' && over <= 0 ? 'primary' : 'ghost'}
          aria-disabled={message === '' || over > 0 || undefined}
          // The text keeps the focus, and a phone its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          className="m-0.5 aria-disabled:cursor-default aria-disabled:text-ink-faint aria-disabled:hover:bg-transparent"
        />
      </div>
      <TextLimit id={noteId} length={message.length} max={limits.contentMax} error={error} />
    </form>
  )
}

/** Leading blank lines and trailing space go; the indent of the first line stays, it may be code. */
function withoutOuterSpace(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
}

/** For browsers without `field-sizing: content`. */
function useGrowing(area: { current: HTMLTextAreaElement | null }, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows from the text
  useLayoutEffect(() => {
    const element = area.current
    if (!element || CSS.supports('field-sizing', 'content')) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [area, text])
}
