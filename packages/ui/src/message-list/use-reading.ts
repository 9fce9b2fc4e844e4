import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { hasAttention, useReturn } from './use-attention.ts'
import { useLatest } from './use-latest.ts'

/** Reports are at least this far apart, and a position must last this long to count. */
const reportMs = 200
/** A message counts as seen when all but this much of it (or of the viewport) is above the lower edge. */
const edgePx = 16

type Options = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  /** The newest sent message at or above this row; 0 if there is none. */
  numberAt: (index: number) => number
  /** False while the list has not come to where it opens: what flies by is not read. */
  settled: () => boolean
  onRead: (number: number) => void
}

export type Reading = {
  /** The newest message that was reported. */
  readUpTo: RefObject<number>
  /** Something moved or arrived: look again soon. */
  look: () => void
  /** The reader marked something as unread: report nothing until `release`. */
  hold: () => void
  release: () => void
}

/** Reports the newest message that the reader has before the eyes; numbers only grow. */
export function useReading(options: Options): Reading {
  const latest = useLatest(options)
  const readUpTo = useRef(0)
  const held = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const look = useCallback(() => {
    if (timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      const { scroller, list, numberAt, settled, onRead } = latest.current
      const element = scroller.current
      if (!element || !list.current || held.current || !hasAttention()) return
      // Another pane lies over it on a narrow screen.
      if (!element.checkVisibility({ visibilityProperty: true })) return
      if (!settled()) return look()
      const number = numberAt(list.current.findItemIndex(element.scrollTop + element.clientHeight - edgePx))
      if (number <= readUpTo.current) return
      readUpTo.current = number
      onRead(number)
    }, reportMs)
  }, [latest])

  useReturn(look)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  const hold = useCallback(() => {
    held.current = true
  }, [])
  const release = useCallback(() => {
    held.current = false
    look()
  }, [look])
  return { readUpTo, look, hold, release }
}
