'use client'

import { slot } from '../slots/slot.tsx'

export type TypingLineProps = { names: readonly string[] }

/** Says in one line who is typing. It keeps its height when nobody is, so that nothing moves. */
export const TypingLine = slot('TypingLine', TypingLineView)

function TypingLineView({ names }: TypingLineProps) {
  return (
    <p className="flex h-5 shrink-0 items-center gap-1.5 px-4 text-ink-muted text-xs sm:px-5">
      {names.length > 0 && (
        <>
          <span aria-hidden className="flex items-center gap-0.5">
            {['0ms', '150ms', '300ms'].map((delay) => (
              <span
                key={delay}
                style={{ animationDelay: delay }}
                className="size-1 animate-dot rounded-full bg-accent"
              />
            ))}
          </span>
          <span className="min-w-0 truncate">{typingText(names)}</span>
        </>
      )}
    </p>
  )
}

/** "Ann is typing…", "Ann and Bob are typing…", "Several people are typing…" */
export function typingText(names: readonly string[]): string {
  const [first, second] = names
  if (!first) return ''
  if (!second) return `${first} is typing…`
  return names.length === 2 ? `${first} and ${second} are typing…` : 'Several people are typing…'
}
