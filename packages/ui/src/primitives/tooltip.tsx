'use client'

import { Tooltip as Radix } from 'radix-ui'
import { createContext, type ReactElement, type ReactNode, useContext } from 'react'

export type TooltipProps = {
  /** A few words; the trigger still needs a name of its own. */
  content: ReactNode
  /** One element that takes a ref and event handlers. */
  children: ReactElement
  side?: 'top' | 'right' | 'bottom' | 'left'
}

const Shared = createContext(false)

/** Wrap the app in this once, so that neighbouring tooltips share their delay; without it each brings its own. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400} skipDelayDuration={200} disableHoverableContent>
      <Shared value={true}>{children}</Shared>
    </Radix.Provider>
  )
}

export function Tooltip(props: TooltipProps) {
  const shared = useContext(Shared)
  if (shared) return <Tip {...props} />
  return (
    <TooltipProvider>
      <Tip {...props} />
    </TooltipProvider>
  )
}

function Tip({ content, children, side = 'top' }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-64 animate-appear rounded-md bg-ink px-2 py-1 font-medium text-canvas text-xs shadow-pop"
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
