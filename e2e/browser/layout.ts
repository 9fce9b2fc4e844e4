import type { Page } from '@playwright/test'

/**
 * What is wrong with how a page is laid out: it scrolls sideways; something reaches beyond the window; something lies over a
 * control, so that it cannot be clicked; on a narrow screen, a field has text below 16 px, into which iOS zooms.
 */
export function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems = new Set<string>()
    const { clientWidth: width, scrollWidth } = document.documentElement
    if (scrollWidth > width) problems.add(`the page is ${scrollWidth} px wide`)
    const called = (element: Element) =>
      `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`
    const scrollerOf = (element: Element): Element | null => {
      const parent = element.parentElement
      if (!parent) return null
      return getComputedStyle(parent).overflow === 'visible' ? scrollerOf(parent) : parent
    }
    const modal = document.querySelector('[role=dialog], [role=menu]')
    for (const element of document.querySelectorAll(
      'button, a, input, textarea, select, h1, h2, p, [role=dialog], [role=option]',
    )) {
      const box = element.getBoundingClientRect()
      const style = getComputedStyle(element)
      // Hidden, also in the way that leaves it to screen readers.
      if (box.width <= 2 || box.height <= 2 || style.visibility === 'hidden') continue
      if (style.pointerEvents === 'none' || style.clipPath !== 'none') continue
      if (box.left < -1 || box.right > width + 1) {
        const scroller = scrollerOf(element)
        const scrolls =
          scroller && scroller.scrollWidth > scroller.clientWidth && getComputedStyle(scroller).overflowX === 'auto'
        if (!scrolls)
          problems.add(`${called(element)} is at ${Math.round(box.left)}..${Math.round(box.right)} of ${width}`)
      }
      const isField = element.matches('input:not([type=checkbox], [type=radio], [type=file]), textarea, select')
      if (width < 768 && isField && Number.parseFloat(style.fontSize) < 16)
        problems.add(`${called(element)} has ${style.fontSize}`)
      if (!element.matches('button, a, input, textarea, select') || (modal && !modal.contains(element))) continue
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const view = scrollerOf(element)?.getBoundingClientRect()
      if (view && (x < view.left || x > view.right || y < view.top || y > view.bottom)) continue
      const top = document.elementFromPoint(x, y)
      // The toolbar of a row lies over the row before, while the pointer is there.
      if (!top || top.contains(element) || element.contains(top) || top.closest('[role=toolbar]')) continue
      problems.add(`${called(top)} lies over ${called(element)}`)
    }
    return [...problems]
  })
}
