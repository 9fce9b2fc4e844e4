import { type RefObject, useLayoutEffect } from 'react'

/** Makes a text area as high as its text, in browsers that cannot do so with CSS (`field-sizing: content`). */
export function useAutoGrow(area: RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows from the text
  useLayoutEffect(() => {
    const element = area.current
    if (!element || CSS.supports('field-sizing', 'content')) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [area, text])
}
