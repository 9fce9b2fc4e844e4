'use client'

import { autoUpdate, computePosition, flip, offset, shift } from '@floating-ui/dom'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useLayer } from '../root/layer.ts'

/** A tooltip: what it says, and beside which element it stands. */
export type Tip = { anchor: Element; content: ReactNode; side: 'top' | 'right' | 'bottom' | 'left' }

/** The visible tooltip. It keeps its place beside its element and is never cut off by the edge of the window. */
export function TooltipBubble({ tip }: { tip: Tip }) {
  const bubble = useRef<HTMLDivElement>(null)
  const { container } = useLayer()

  useLayoutEffect(() => {
    const element = bubble.current
    if (!element) return
    const place = async () => {
      const { x, y } = await computePosition(tip.anchor, element, {
        strategy: 'fixed',
        placement: tip.side,
        middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 })],
      })
      Object.assign(element.style, { left: `${x}px`, top: `${y}px`, visibility: 'visible' })
    }
    return autoUpdate(tip.anchor, element, () => void place())
  }, [tip])

  return createPortal(
    <div
      ref={bubble}
      aria-hidden
      style={{ visibility: 'hidden' }}
      className="pointer-events-none fixed top-0 left-0 z-50 w-max max-w-64 animate-appear rounded-md bg-ink px-2 py-1 font-medium text-canvas text-xs shadow-pop"
    >
      {tip.content}
    </div>,
    container ?? document.body,
  )
}
