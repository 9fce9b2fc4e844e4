import type { Attachment } from '@chime/protocol'
import { Download, File, FileArchive, FileText } from 'lucide-react'
import { sizeWords } from './size-words.ts'

type FileCardProps = { attachment: Attachment; url: string }

/** A file to take away: what it is called and how large it is. */
export function FileCard({ attachment: { name, type, size }, url }: FileCardProps) {
  const Icon = /zip|tar|compressed/.test(type) ? FileArchive : /text|pdf|document/.test(type) ? FileText : File
  return (
    <a
      href={url}
      download={name}
      className="flex w-80 max-w-full items-center gap-3 rounded-lg border border-line bg-canvas px-3 py-2.5 transition-colors duration-100 hover:border-line-strong"
    >
      <span className="flex size-9 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent-text">
        <Icon aria-hidden className="size-5" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="sr-only">Download</span>
        <bdi className="block truncate font-medium text-ink text-sm">{name}</bdi>
        <span className="block text-ink-muted text-xs">{sizeWords(size)}</span>
      </span>
      <Download aria-hidden className="size-4 shrink-0 text-ink-muted" />
    </a>
  )
}
