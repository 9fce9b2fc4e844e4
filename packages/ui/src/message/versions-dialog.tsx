'use client'

import { useCalendar } from '../calendar/use-calendar.ts'
import { Dialog } from '../primitives/dialog.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { shortTime } from '../times.ts'

export type VersionsDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Ascending, the present one last; null while they are being loaded. */
  versions: readonly { revision: number; content: string; writtenAt: string }[] | null
}

/** The edit history of a message: what it said before, and when. */
export function VersionsDialog({ open, onOpenChange, versions }: VersionsDialogProps) {
  useCalendar()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Edit history">
      {versions === null ? (
        <Skeleton className="h-16 w-full" />
      ) : (
        <ol className="flex flex-col gap-3" aria-label="Versions, the newest first">
          {[...versions].reverse().map((version, index) => (
            <li key={version.revision} className="rounded-lg border border-line bg-canvas px-3 py-2">
              <p className="text-ink-muted text-xs">
                {shortTime(version.writtenAt)}
                {index === 0 ? ' · now' : index === versions.length - 1 ? ' · first' : ''}
              </p>
              <p dir="auto" className="whitespace-pre-wrap text-base text-ink [overflow-wrap:anywhere]">
                {version.content}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  )
}
