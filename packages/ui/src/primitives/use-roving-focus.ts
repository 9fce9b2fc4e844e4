import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef } from 'react'

/**
 * Makes the buttons of a toolbar one tab stop: the arrow keys go from one to the next, Home and End to the first and the
 * last, as the ARIA Authoring Practices describe it (https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/).
 *
 * @returns props for the element with `role="toolbar"`
 */
export function useRovingFocus() {
  const ref = useRef<HTMLDivElement>(null)
  const stop = useRef<Element | null>(null)

  function arrange() {
    const all = buttonsIn(ref.current)
    const at = all.find((button) => button === stop.current) ?? all[0]
    for (const button of all) button.tabIndex = button === at ? 0 : -1
  }

  // After every render: buttons come and go with the message.
  useLayoutEffect(arrange)

  function onFocus({ target }: FocusEvent) {
    stop.current = target.closest('button')
    arrange()
  }

  function onKeyDown(event: KeyboardEvent) {
    const all = buttonsIn(ref.current)
    // Not in a menu that one of them has opened: React's events come from there, too.
    const from = all.findIndex((button) => button.contains(event.target as Node))
    if (from < 0) return
    const ahead = ref.current && getComputedStyle(ref.current).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const back = ahead === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft'
    const to = { [ahead]: from + 1, [back]: from - 1, Home: 0, End: -1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all.at(to % all.length)?.focus()
  }

  return { ref, onFocus, onKeyDown }
}

const buttonsIn = (toolbar: HTMLElement | null): HTMLButtonElement[] => [...(toolbar?.querySelectorAll('button') ?? [])]
