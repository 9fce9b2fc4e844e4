import type { Attachment } from '@chime/protocol'
import { File, FileArchive, FileText } from 'lucide-react'
import type { ReactNode } from 'react'
import { FileSize } from './file-size.tsx'

export const fileCardClass =
  'flex w-80 max-w-full items-center gap-3 rounded-lg border border-line bg-canvas px-3 py-2.5 text-start transition-colors duration-100 hover:border-line-strong'

type FileCardContentProps = {
  attachment: Attachment
  /** What a click does, for screen readers. */
  verb: string
  /** Shows what a click does. */
  icon: ReactNode
  /** Shown in place of the size. */
  note?: string | undefined
}

/** What stands on the card of a file. */
export function FileCardContent({ attachment: { name, type, size }, verb, icon, note }: FileCardContentProps) {
  const Icon = /zip|tar|compressed/.test(type) ? FileArchive : /text|pdf|document/.test(type) ? FileText : File
  return (
    <>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent-text">
        <Icon aria-hidden className="size-5" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="sr-only">{verb}</span>
        <bdi className="block truncate font-medium text-ink text-sm">{name}</bdi>
        <span className="block text-ink-muted text-xs">{note ?? <FileSize bytes={size} />}</span>
      </span>
      <span aria-hidden className="shrink-0 text-ink-muted *:size-4">
        {icon}
      </span>
    </>
  )
}
