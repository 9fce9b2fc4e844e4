'use client'

import { lazy, type ReactElement, Suspense } from 'react'
import { retrying } from '../lazy.ts'
import type { EmojiPopoverProps } from './emoji-popover.tsx'

const EmojiPopover = lazy(retrying(() => import('./emoji-popover.tsx').then((m) => ({ default: m.EmojiPopover }))))

/** A button that opens the emoji picker. The picker's code is fetched when it is opened for the first time. */
export function EmojiButton({ trigger, ...props }: EmojiPopoverProps & { trigger: ReactElement }) {
  if (!props.open) return trigger
  return (
    <Suspense fallback={trigger}>
      <EmojiPopover trigger={trigger} {...props} />
    </Suspense>
  )
}
