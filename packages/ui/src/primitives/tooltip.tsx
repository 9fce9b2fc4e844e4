'use client'

import { Slot } from 'radix-ui'
import {
  createContext,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { retrying } from '../later.ts'

/** From pointing at something to its tooltip; none when another one was shown just before. */
const delayMs = 400
const skipDelayMs = 200

export type TooltipProps = {
  /** A few words that say no more than the trigger's own name: screen readers hear only that. */
  content: ReactNode
  /** One element that takes a ref and event handlers. */
  children: ReactElement
  side?: 'top' | 'right' | 'bottom' | 'left'
}

export type Tip = { anchor: Element; content: ReactNode; side: 'top' | 'right' | 'bottom' | 'left' }

const load = retrying(() => import('./tooltip-bubble.tsx').then(({ TooltipBubble }) => ({ default: TooltipBubble })))
const TooltipBubble = lazy(load)

type Host = { point: (tip: Tip, waitMs?: number) => void; leave: (anchor: Element | null) => void }
const HostContext = createContext<Host | null>(null)

/** Wrap the app in this once: it shows the one tooltip that there is. Without it there are none. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  const [tip, setTip] = useState<Tip | null>(null)
  const host = useHost(setTip)

  useEffect(() => {
    if (!tip) return
    const hide = () => host.leave(tip.anchor)
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('scroll', hide, { capture: true, passive: true })
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('scroll', hide, { capture: true })
    }
  }, [tip, host])

  return (
    <HostContext value={host}>
      {children}
      {tip && (
        <Suspense fallback={null}>
          <TooltipBubble tip={tip} />
        </Suspense>
      )}
    </HostContext>
  )
}

function useHost(setTip: (tip: Tip | null) => void): Host {
  const state = useRef<{ wanted: Tip | null; shown: boolean; hiddenAt: number; timer?: ReturnType<typeof setTimeout> }>(
    {
      wanted: null,
      shown: false,
      hiddenAt: 0,
    },
  )
  return useMemo(
    () => ({
      point: (tip, waitMs = delayMs) => {
        void load()
        const now = state.current
        clearTimeout(now.timer)
        now.wanted = tip
        const skips = now.shown || Date.now() - now.hiddenAt < skipDelayMs
        now.timer = setTimeout(
          () => {
            now.shown = true
            setTip(tip)
          },
          skips ? 0 : waitMs,
        )
      },
      leave: (anchor) => {
        const now = state.current
        if (!anchor || now.wanted?.anchor !== anchor) return
        clearTimeout(now.timer)
        if (now.shown) now.hiddenAt = Date.now()
        now.wanted = null
        now.shown = false
        setTip(null)
      },
    }),
    [setTip],
  )
}

export function Tooltip({ content, children, side = 'top' }: TooltipProps) {
  const host = useContext(HostContext)
  const anchor = useRef<Element | null>(null)
  // No pointer leaves what is taken away under it.
  useEffect(() => () => host?.leave(anchor.current), [host])
  if (!host) return children

  const tipAt = (element: Element): Tip => {
    anchor.current = element
    return { anchor: element, content, side }
  }
  const leave = () => host.leave(anchor.current)
  return (
    <Slot.Root
      onPointerEnter={(event) => event.pointerType !== 'touch' && host.point(tipAt(event.currentTarget))}
      onPointerLeave={leave}
      onPointerDown={leave}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && host.point(tipAt(event.currentTarget), 0)}
      onBlur={leave}
    >
      {children}
    </Slot.Root>
  )
}
