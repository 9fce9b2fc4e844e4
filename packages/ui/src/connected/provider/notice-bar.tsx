'use client'

import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect } from 'react'
import { Button } from '../../primitives/button.tsx'
import { IconButton } from '../../primitives/icon-button.tsx'
import type { Notice } from './notice.ts'

const shownMs = 6_000
const icons = { success: CircleCheck, error: CircleAlert, info: Info }

type NoticeBarProps = { notice: Notice | null; onClose: () => void }

/** A line at the bottom of the root, above the composer. It goes by itself after six seconds, but not while it has a button. */
export function NoticeBar({ notice, onClose }: NoticeBarProps) {
  useEffect(() => {
    if (!notice || notice.action) return
    const timer = setTimeout(onClose, shownMs)
    return () => clearTimeout(timer)
  }, [notice, onClose])
  const Icon = notice ? icons[notice.kind] : Info
  const { action } = notice ?? {}
  return (
    // It is always there, because screen readers announce only what changes in an element that is there already.
    <div role="status" className="sticky bottom-0 z-30 h-0">
      {notice && (
        <div className="absolute inset-x-4 bottom-20 mx-auto flex max-w-md animate-appear items-center gap-3 rounded-lg border border-line bg-raised px-4 py-2.5 text-ink text-sm shadow-pop">
          <Icon
            aria-hidden
            className={
              notice.kind === 'error' ? 'size-4.5 shrink-0 text-danger-text' : 'size-4.5 shrink-0 text-accent-text'
            }
          />
          <div className="min-w-0 flex-1">
            <p>{notice.text}</p>
            {notice.description && <p className="text-ink-muted [overflow-wrap:anywhere]">{notice.description}</p>}
          </div>
          {action && (
            <Button
              size="sm"
              variant="primary"
              onClick={() => {
                action.onClick()
                onClose()
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton size="sm" label="Dismiss" icon={<X />} tooltip={false} onClick={onClose} />
        </div>
      )}
    </div>
  )
}
