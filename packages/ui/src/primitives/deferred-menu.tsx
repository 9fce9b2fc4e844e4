'use client'

import { Slot } from 'radix-ui'
import { type ReactElement, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { whenIdle } from '../later.ts'

export type DeferredMenuProps = {
  trigger: ReactElement
  /** Makes the real menu, which may be a `lazy` component, around the trigger. */
  menu: (trigger: ReactElement, defaultOpen: boolean) => ReactNode
}

/** For a menu that the first paint does without: only its button is there until the page is idle or it is wanted. */
export function DeferredMenu({ trigger, menu }: DeferredMenuProps) {
  const [stage, setStage] = useState<'button' | 'menu' | 'open'>('button')
  const button = useRef<HTMLElement>(null)

  useEffect(
    () =>
      whenIdle(() => {
        // The menu brings the button anew, and with it the focus would be lost.
        if (button.current?.contains(document.activeElement)) return
        setStage((now) => (now === 'button' ? 'menu' : now))
      }),
    [],
  )

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
