'use client'

import { Slot } from 'radix-ui'
import { type ReactElement, type ReactNode, Suspense, useContext, useEffect, useRef, useState } from 'react'
import { whenIdle } from '../lazy.ts'
import { PreloadContext } from '../preload.ts'

export type LazyMenuProps = {
  /** The button that opens it: one element that takes a ref and event handlers. */
  trigger: ReactElement
  /** Renders the real menu, which may be a `lazy` component, with the trigger in it. */
  menu: (trigger: ReactElement, defaultOpen: boolean) => ReactNode
}

/**
 * A menu whose code is not part of the first load. At first there is only its button. The menu is fetched when the page
 * is idle, or at once when the button is used.
 */
export function LazyMenu({ trigger, menu }: LazyMenuProps) {
  const [stage, setStage] = useState<'button' | 'menu' | 'open'>('button')
  const button = useRef<HTMLElement>(null)

  const preload = useContext(PreloadContext)
  useEffect(() => {
    if (!preload) return
    return whenIdle(() => {
      // The menu renders a new button. If the present one has the focus, it would be lost.
      if (button.current?.contains(document.activeElement)) return
      setStage((now) => (now === 'button' ? 'menu' : now))
    })
  }, [preload])

  const alone = (
    <Slot.Root
      ref={button}
      aria-haspopup="menu"
      aria-expanded={false}
      data-state="closed"
      onClick={() => setStage('open')}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        setStage('open')
      }}
    >
      {trigger}
    </Slot.Root>
  )
  if (stage === 'button') return alone
  return <Suspense fallback={alone}>{menu(trigger, stage === 'open')}</Suspense>
}
