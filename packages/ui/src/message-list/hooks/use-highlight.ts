import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ScrollTarget } from './use-scroll-position.ts'

const highlightMs = 2_000

type Options = {
  /** The number of the message that is to be shown; null: none. */
  around: number | null
  /** The index of its row; null while it is not loaded. */
  aroundIndex: number | null
  goTo: (target: ScrollTarget) => void
}

/**
 * Scrolls to the message `around` as soon as it is loaded, once each time that `around` changes, and highlights it for
 * a moment.
 *
 * @returns the number of the message that is highlighted now, and a function that highlights another one
 */
export function useHighlight({ around, aroundIndex, goTo }: Options) {
  const [highlighted, setHighlighted] = useState<number | null>(null)
  const shown = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (around === null) shown.current = null
    if (around === null || aroundIndex === null || shown.current === around) return
    shown.current = around
    goTo({ index: aroundIndex, align: 'center' })
    setHighlighted(around)
  }, [around, aroundIndex, goTo])
  useEffect(() => {
    if (highlighted === null) return
    const timer = setTimeout(() => setHighlighted(null), highlightMs)
    return () => clearTimeout(timer)
  }, [highlighted])
  return { highlighted, highlight: setHighlighted }
}
