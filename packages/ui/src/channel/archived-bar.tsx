'use client'

import { Archive } from 'lucide-react'
import { Button } from '../primitives/button.tsx'
import { slot } from '../slots/slot.tsx'

export type ArchivedBarProps = {
  /** Left out for those who may not unarchive the channel. */
  onUnarchive?: (() => void) | undefined
  pending?: boolean
}

/** Stands in the place of the composer when the channel is archived. */
export const ArchivedBar = slot('ArchivedBar', ArchivedBarView)

function ArchivedBarView({ onUnarchive, pending = false }: ArchivedBarProps) {
  return (
    <div className="mx-4 mb-4 flex min-h-13 flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-sunken px-4 py-2.5 sm:mx-5">
      <p className="flex items-center gap-2.5 text-ink-muted text-sm">
        <Archive aria-hidden className="size-4 shrink-0" />
        This channel is archived. Its history stays readable.
      </p>
      {onUnarchive && (
        <Button size="sm" pending={pending} onClick={onUnarchive}>
          Unarchive
        </Button>
      )}
    </div>
  )
}
