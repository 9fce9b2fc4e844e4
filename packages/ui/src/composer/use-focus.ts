import { type RefObject, useEffect, useRef } from 'react'

/** Whether this is another field in which somebody writes. */
const isWriting = (element: Element | null) =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName))

/**
 * Puts the focus at the end of the text when it is wanted from the start, and when an answer is begun. It is not taken from
 * where somebody writes.
 */
export function useFocus(
  area: RefObject<HTMLTextAreaElement | null>,
  autoFocus: boolean | undefined,
  answers: boolean,
) {
  const hasMounted = useRef(false)
  useEffect(() => {
    const isFirst = !hasMounted.current
    hasMounted.current = true
    if (!(autoFocus || answers) || !area.current) return
    // An answer may have been begun on another device: then the caret and the focus stay where the reader has them.
    if (document.activeElement === area.current || (!isFirst && isWriting(document.activeElement))) return
    area.current.focus({ preventScroll: true })
    area.current.setSelectionRange(area.current.value.length, area.current.value.length)
  }, [area, autoFocus, answers])
}
