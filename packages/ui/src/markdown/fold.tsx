'use client'

import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** The texts that the reader unfolded: they stay so when they are scrolled away and back. */
const unfolded = new Set<string>()
const rememberedMax = 200

/**
 * Folds what is higher than the fold, with a button that shows all of it. It unfolds by itself when something in the
 * hidden part is looked for: by the keyboard, or by the browser's search.
 *
 * @param text what is folded, to remember whether the reader unfolded it
 */
export function Fold({ text, children }: { text: string; children: ReactNode }) {
  const [open, setOpen] = useState(() => unfolded.has(text))
  const [isHigher, setIsHigher] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element || open) return
    const measure = () => setIsHigher(element.scrollHeight > element.clientHeight + 1)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [open])

  function fold(next: boolean) {
    if (unfolded.size >= rememberedMax) unfolded.clear()
    if (next) unfolded.add(text)
    else unfolded.delete(text)
    setOpen(next)
  }

  return (
    <>
      <div
        ref={box}
        onScroll={({ currentTarget }) => {
          if (open || currentTarget.scrollTop === 0) return
          currentTarget.scrollTop = 0
          fold(true)
        }}
        className={
          open
            ? undefined
            : `max-h-[30rem] overflow-hidden ${isHigher ? '[mask-image:linear-gradient(to_bottom,black_80%,transparent)]' : ''}`
        }
      >
        {children}
      </div>
      {(open || isHigher) && (
        <button
          type="button"
          aria-expanded={open}
          data-unfolds={open ? undefined : ''}
          onClick={() => fold(!open)}
          className="mt-1 cursor-pointer select-none rounded-sm font-medium text-accent-text text-sm hover:underline"
        >
          {open ? 'Show less' : 'Show more'}
        </button>
      )}
    </>
  )
}
