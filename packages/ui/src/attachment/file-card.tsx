'use client'

import type { Attachment } from '@chime/protocol'
import { Download } from 'lucide-react'
import { FetchedFileCard } from './fetched-file.tsx'
import { FileCardContent, fileCardClass } from './file-card-content.tsx'
import { useFileSource } from './file-source.tsx'

type FileCardProps = {
  attachment: Attachment
  /** The address of the file. */
  url: string
}

/** A file to download, with its name and size. */
export function FileCard({ attachment, url }: FileCardProps) {
  const { areFetched } = useFileSource()
  if (areFetched) return <FetchedFileCard attachment={attachment} url={url} />
  return (
    <a href={url} download={attachment.name} className={fileCardClass}>
      <FileCardContent verb="Download" attachment={attachment} icon={<Download />} />
    </a>
  )
}
