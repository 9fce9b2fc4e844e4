import { type RefObject, useEffect, useRef } from 'react'

/** Whether this is another field in which somebody writes. */
const isWriting = (element: Element | null) =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName))

/** Whether this is in a dialog or a menu that is open above the composer. */
const isAbove = (element: Element | null, area: Element) =>
  element?.closest('[role=dialog], [role=menu]')?.contains(area) === false

type Wanted = {
  autoFocus: boolean | undefined
  /** An answer is being written. */
  answers: boolean
  /** The composer was there before, and is back: one may write again. */
  isBack: boolean
}

/**
 * Puts the focus at the end of the text when it is wanted from the start, and when an answer is begun. It is not taken
 * from where somebody writes, but for a conversation that they open; and never from a dialog: Enter would do something
 * else.
 */
export function useFocus(area: RefObject<HTMLTextAreaElement | null>, { autoFocus, answers, isBack }: Wanted) {
  const isOpening = useRef(!isBack)
  useEffect(() => {
    const isFirst = isOpening.current
    isOpening.current = false
    if (!(autoFocus || answers) || !area.current) return
    const at = document.activeElement
    // An answer may have been begun on another device: then the caret and the focus stay where the reader has them.
    if (at === area.current || isAbove(at, area.current) || (!isFirst && isWriting(at))) return
    area.current.focus({ preventScroll: true })
    area.current.setSelectionRange(area.current.value.length, area.current.value.length)
  }, [area, autoFocus, answers])
}
