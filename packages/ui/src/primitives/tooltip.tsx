'use client'

/*
 * Why this is not the tooltip of radix-ui: every page has tooltips, so their code is part of the first load. Bundled
 * with esbuild, minified and gzipped, beside a Button: this file adds 0.9 KB to the first load and fetches 6.8 KB when
 * something is first pointed at. The one of radix-ui adds 19.0 KB to the first load, because its trigger cannot be
 * exchanged later without a new button, which would lose the focus.
 */

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
import { retrying } from '../lazy.ts'
import type { Tip } from './tooltip-bubble.tsx'

/**
 * The time from pointing at an element until its tooltip appears. It appears at once when another one was shown just
 * before.
 */
const delayMs = 400
const skipDelayMs = 200

export type TooltipProps = {
  /** A few words that say no more than the accessible name of the element: screen readers do not hear the tooltip. */
  content: ReactNode
  /** The element that it belongs to: one that takes event handlers. */
  children: ReactElement
  side?: 'top' | 'right' | 'bottom' | 'left'
}

const load = retrying(() => import('./tooltip-bubble.tsx').then(({ TooltipBubble }) => ({ default: TooltipBubble })))
const TooltipBubble = lazy(load)

type Host = { point: (tip: Tip, waitMs?: number) => void; leave: (anchor: Element | null) => void }
const HostContext = createContext<Host | null>(null)

/** Put this around the app once. It shows the tooltips, only one at a time; without it there are none. */
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
    <HostContext.Provider value={host}>
      {children}
      {tip && (
        <Suspense fallback={null}>
          <TooltipBubble tip={tip} />
        </Suspense>
      )}
    </HostContext.Provider>
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

/**
 * Shows a few words beside an element while the pointer rests on it, or while it has the focus by keyboard. Esc,
 * scrolling and pressing hide it. On touch screens there are no tooltips.
 */
export function Tooltip({ content, children, side = 'top' }: TooltipProps) {
  const host = useContext(HostContext)
  const anchor = useRef<Element | null>(null)
  // When the element is removed under the pointer, no pointerleave is fired, so the tooltip is hidden here.
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
