'use client'

import { lazy, type ReactElement, Suspense } from 'react'
import { retrying } from '../later.ts'
import type { EmojiPopoverProps } from './emoji-popover.tsx'

const EmojiPopover = lazy(retrying(() => import('./emoji-popover.tsx').then((m) => ({ default: m.EmojiPopover }))))

/** A button that opens the emoji picker, which is fetched when it is first wanted. */
export function EmojiButton({ trigger, ...props }: EmojiPopoverProps & { trigger: ReactElement }) {
  if (!props.open) return trigger
  return (
    <Suspense fallback={trigger}>
      <EmojiPopover trigger={trigger} {...props} />
    </Suspense>
  )
}
