import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

/** This near to the end counts as being there. */
const endPx = 32
/** How long an opening may take before whatever is in view counts as read after all. */
const settleMs = 1_500
/** Left above the first unread message, for context. */
const contextPx = 72

export type Target = { index: number; align: 'start' | 'center' }

type Options = {
  scroller: RefObject<HTMLElement | null>
  list: RefObject<VirtualizerHandle | null>
  rows: readonly unknown[]
  generation: number
  hasAfter: boolean
  /** Where a new generation of rows opens; null: at the end. Asked once for each. */
  openAt: () => Target | null
}

/**
 * Where the list stands: opens at its target, follows the end while the reader is there, and lets go as soon as they
 * scroll up. (Keeping the place while pages come and go above is the virtual list's part.)
 */
export function usePosition({ scroller, list, rows, generation, hasAfter, openAt }: Options) {
  const following = useRef(false)
  const lastTop = useRef(0)
  const goal = useRef<(Target & { until: number }) | null>(null)
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
    (target: Target) => {
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once for each generation
  useLayoutEffect(() => {
    const target = open.current()
    if (target) goTo(target)
    else toEnd()
  }, [generation])

  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the rows
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
