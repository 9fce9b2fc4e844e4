import { lazy, memo, type ReactNode, Suspense } from 'react'
import { cn } from '../class-names.ts'
import { retrying } from '../later.ts'
import type { Mentioned } from '../markdown/spans.ts'
import { isEmojiOnly } from './emoji.ts'

const load = retrying(() => import('../markdown/markdown.tsx').then((m) => ({ default: m.Markdown })))
const Markdown = lazy(load)

/** Nearly every conversation needs it, soon after it is opened. */
export const loadMarkdown = () => void load()

/** Whether there is more in a text than its letters: most messages do without the code that finds it. */
const mayBeMarkdown = /[*_~`[\]\\<>@]|^\s*(?:[-+]|\d+[.)])\s|:\/\/|www\.|\n\s*\n|:[\w+-]+:/im

type MessageTextProps = {
  text: string
  /** Not sent yet. */
  dimmed?: boolean
  mentioned: Mentioned
  emoji: ReadonlyMap<string, string>
  meId: string
  /** Follows the last word. */
  edited?: ReactNode
}

/** What someone wrote: lines kept, long words broken, Markdown drawn, each paragraph in its own direction. */
export const MessageText = memo(function MessageText({ text, dimmed, edited, ...rest }: MessageTextProps) {
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
      {large || !mayBeMarkdown.test(text) ? (
        <>
          {text}
          {edited}
        </>
      ) : (
        // Without the mark, which can be clicked: it would be taken away under the pointer.
        <Suspense fallback={text}>
          <Markdown text={text} after={edited} {...rest} />
        </Suspense>
      )}
    </div>
  )
})
