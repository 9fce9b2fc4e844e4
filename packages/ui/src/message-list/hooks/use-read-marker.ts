import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useLatest } from '../../hooks/use-latest.ts'
import { hasAttention, useReturnToWindow } from './use-attention.ts'

/** The time from a movement to the report of what is in view then. So there is at most one report in this time. */
const reportMs = 200
/** A message counts as seen when its row begins at least this far above the lower edge of the list. */
const edgePx = 16

type Options = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  /** The newest sent message at or above this row; 0 if there is none. */
  numberAt: (index: number) => number
  /** False while the list still scrolls to the place at which it opens: what passes meanwhile is not read. */
  settled: () => boolean
  onRead: (number: number) => void
}

type ReadMarker = {
  /** The number of the newest message that was reported. */
  readUpTo: RefObject<number>
  /** Call it when something has moved or arrived: what is in view is looked at again soon. */
  check: () => void
  /** Call it when the reader marks a message as unread: nothing is reported until `resume`. */
  pause: () => void
  resume: () => void
}

/**
 * Reports the newest message that is in view, while the window has the reader's attention, and at the latest when the
 * list is closed. The reported numbers only grow.
 */
export function useReadMarker(options: Options): ReadMarker {
  const latest = useLatest(options)
  const readUpTo = useRef(0)
  const paused = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  /** Reports what is in view now. @returns false while the list still scrolls to the place at which it opens */
  const report = useCallback((): boolean => {
    const { scroller, list, numberAt, settled, onRead } = latest.current
    const element = scroller.current
    if (!element || !list.current || paused.current || !hasAttention()) return true
    // On a narrow screen, another pane can lie on top of the list.
    if (!element.checkVisibility({ visibilityProperty: true })) return true
    if (!settled()) return false
    const number = numberAt(list.current.findItemIndex(element.scrollTop + element.clientHeight - edgePx))
    if (number > readUpTo.current) {
      readUpTo.current = number
      onRead(number)
    }
    return true
  }, [latest])

  const check = useCallback(() => {
    if (timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      if (!report()) check()
    }, reportMs)
  }, [report])

  useReturnToWindow(check)
  // Who closes the list at once has seen what was in view. A layout effect ends while the list is still there.
  useLayoutEffect(
    () => () => {
      if (timer.current === undefined) return
      clearTimeout(timer.current)
      timer.current = undefined
      report()
    },
    [report],
  )
  const pause = useCallback(() => {
    paused.current = true
  }, [])
  const resume = useCallback(() => {
    paused.current = false
    check()
  }, [check])
  return { readUpTo, check, pause, resume }
}
