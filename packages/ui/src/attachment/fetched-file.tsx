'use client'

import type { Attachment } from '@chime/protocol'
import { Download, Play } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { FileCardContent, fileCardClass } from './file-card-content.tsx'
import { useFile } from './file-source.tsx'

type FetchedProps = {
  attachment: Attachment
  /** The address of the file. */
  url: string
}

/** A card that fetches the file at a click, and gives it to the browser to be saved. */
export function FetchedFileCard({ attachment, url }: FetchedProps) {
  const file = useFileOnDemand(url)
  const { url: fetched, end } = file
  useEffect(() => {
    if (fetched === null) return
    Object.assign(document.createElement('a'), { href: fetched, download: attachment.name }).click()
    end()
  }, [fetched, end, attachment.name])
  return <OnDemandCard verb="Download" icon={<Download />} attachment={attachment} file={file} />
}

/**
 * A card that fetches a video or a sound at a click.
 *
 * @param props.children shows it, when it is there
 */
export function FetchedPlayer({
  attachment,
  url,
  children,
}: FetchedProps & { children: (url: string) => ReactNode }): ReactNode {
  const file = useFileOnDemand(url)
  if (file.url !== null) return children(file.url)
  return <OnDemandCard verb="Play" icon={<Play />} attachment={attachment} file={file} />
}

type OnDemand = { url: string | null; error: string | null; isLoading: boolean; ask(): void; end(): void }

/** A file that is fetched once `ask` is called; after an error, anew. */
function useFileOnDemand(address: string): OnDemand {
  const [isAsked, setAsked] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const { url, error } = useFile(isAsked ? address : null)
  useEffect(() => {
    if (error === null) return
    setFailure(error)
    setAsked(false)
  }, [error])
  const [actions] = useState(() => ({
    ask() {
      setFailure(null)
      setAsked(true)
    },
    end: () => setAsked(false),
  }))
  return { url, error: failure, isLoading: isAsked && url === null, ...actions }
}

type OnDemandCardProps = { verb: string; icon: ReactNode; attachment: Attachment; file: OnDemand }

function OnDemandCard({ verb, icon, attachment, file: { error, isLoading, ask } }: OnDemandCardProps) {
  const note = isLoading ? 'Loading …' : (error ?? undefined)
  return (
    <button type="button" aria-busy={isLoading} onClick={ask} className={`${fileCardClass} cursor-pointer`}>
      <FileCardContent verb={verb} icon={icon} attachment={attachment} note={note} />
    </button>
  )
}
