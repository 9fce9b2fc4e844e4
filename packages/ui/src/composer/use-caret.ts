import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Puts the caret somewhere once the text has changed: in the same turn, because the next key may already be on its way.
 *
 * @returns a function that is told the place before the text is changed
 */
export function useCaret(area: RefObject<HTMLTextAreaElement | null>, text: string): (place: number) => void {
  const next = useRef<number | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the text has changed
  useLayoutEffect(() => {
    if (next.current !== null) area.current?.setSelectionRange(next.current, next.current)
    next.current = null
  }, [text])
  return (place) => {
    next.current = place
  }
}
