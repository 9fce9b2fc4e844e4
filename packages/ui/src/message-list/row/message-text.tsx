'use client'

import { lazy, memo, type ReactNode, Suspense } from 'react'
import { cn } from '../../class-names.ts'
import { isEmojiOnly } from '../../emoji/is-emoji-only.ts'
import { retrying } from '../../lazy.ts'
import type { Mentioned } from '../../markdown/mentioned.ts'
import { loadParser, mayBeMarkdown } from '../../markdown/parser.ts'
import { slot } from '../../slots/slot.tsx'

const load = retrying(() => import('../../markdown/markdown.tsx').then((m) => ({ default: m.Markdown })))
const Markdown = lazy(load)

/** Fetches the code that renders Markdown: nearly every conversation needs it soon after it is opened. */
export const loadMarkdown = () => {
  void load()
  void loadParser()
}

type MessageTextProps = {
  text: string
  /** It is not sent yet, so it is shown in a muted colour. */
  dimmed?: boolean
  mentioned: Mentioned
  emoji: ReadonlyMap<string, string>
  meId: string
  /** Shows a user group. Without it, what calls a group cannot be clicked. */
  onOpenGroup?: (groupId: string) => void
  /** The mark "(edited)", shown after the last word. */
  edited?: ReactNode
}

const MessageTextView = memo(function MessageTextView({ text, dimmed, edited, ...rest }: MessageTextProps) {
  const large = isEmojiOnly(text)
  return (
    <div
      dir="auto"
      className={cn(
        'max-w-4xl whitespace-pre-wrap [overflow-wrap:anywhere]',
        large ? 'font-emoji text-emoji' : 'text-base',
        dimmed ? 'text-ink-muted' : 'text-ink',
      )}
    >
      {large || !mayBeMarkdown(text) ? (
        <>
          {text}
          {edited}
        </>
      ) : (
        // The fallback has no "(edited)" mark: it is a button, and would be exchanged while the reader clicks it.
        <Suspense fallback={text}>
          <Markdown text={text} after={edited} {...rest} />
        </Suspense>
      )}
    </div>
  )
})

/**
 * The text of a message. Line breaks are kept, long words are broken, and each paragraph has its own text direction.
 */
export const MessageText = slot('MessageText', MessageTextView)
