'use client'

export type TypingLineProps = { names: readonly string[] }

/** Who types, one line; keeps its height when nobody does. */
export function TypingLine(_props: TypingLineProps) {
  return null
}
