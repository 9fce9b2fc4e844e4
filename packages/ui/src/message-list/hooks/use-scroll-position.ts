import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

/** The reader counts as being at the end when they are this near to it. */
const endPx = 32
/** The list counts as settled after this time, even if it has not reached its target. */
const settleMs = 1_500
/** When the list opens at the first unread message, this much is left above it, to show what came before. */
const contextPx = 72

/** A row to scroll to, and where in the list it is to stand. */
export type ScrollTarget = { index: number; align: 'start' | 'center' }

type Options = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  rows: readonly unknown[]
  generation: number
  hasAfter: boolean
  /** Where the list opens when `generation` has changed; null: at the end. Called once for each generation. */
  openAt: () => ScrollTarget | null
}

/**
 * The scroll position of the list. It opens at its target, then it follows the end while the reader is there, and stops
 * following as soon as they scroll up. (The virtual list itself keeps the place while pages are added or removed
 * above.)
 *
 * @returns `settled` says whether the list has reached the target that it was sent to
 */
export function useScrollPosition({ scroller, list, rows, generation, hasAfter, openAt }: Options) {
  const following = useRef(false)
  const lastTop = useRef(0)
  const goal = useRef<(ScrollTarget & { until: number }) | null>(null)
  const [atEnd, setAtEnd] = useState(true)

  const measure = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const near = element.scrollHeight - element.clientHeight - element.scrollTop <= endPx
    const up = element.scrollTop < lastTop.current - 1
    lastTop.current = element.scrollTop
    if (near) following.current = !hasAfter
    else if (up) following.current = false
    setAtEnd(near && !hasAfter)
  }, [scroller, hasAfter])

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (!element) return
    goal.current = null
    following.current = true
    element.scrollTop = element.scrollHeight
    lastTop.current = element.scrollTop
    setAtEnd(true)
  }, [scroller])

  const goTo = useCallback(
    (target: ScrollTarget) => {
      following.current = false
      goal.current = { ...target, until: Date.now() + settleMs }
      list.current?.scrollToIndex(target.index, {
        align: target.align,
        offset: target.align === 'start' ? -contextPx : 0,
      })
    },
    [list],
  )

  const open = useRef(openAt)
  open.current = openAt
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens once for each generation
  useLayoutEffect(() => {
    const target = open.current()
    if (target) goTo(target)
    else toEnd()
  }, [generation])

  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs after every change of the rows
  useLayoutEffect(() => {
    if (following.current) toEnd()
    else if (!goal.current) measure()
  }, [rows, hasAfter])

  const settled = useCallback(() => {
    const element = scroller.current
    const target = goal.current
    if (!target || !element || !list.current) return true
    const top = list.current.getItemOffset(target.index)
    const inView =
      top < element.scrollTop + element.clientHeight && top + list.current.getItemSize(target.index) > element.scrollTop
    if (!inView && Date.now() < target.until) return false
    goal.current = null
    return true
  }, [scroller, list])

  const onResize = useCallback(() => {
    if (following.current) toEnd()
  }, [toEnd])

  return { atEnd, following, toEnd, goTo, settled, onScroll: measure, onResize }
}
