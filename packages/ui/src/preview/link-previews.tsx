'use client'

import type { LinkPreview } from '@chime/protocol'
import { useFile } from '../attachment/file-source.tsx'
import type { FileUrl } from '../attachment/file-url.ts'
import { slot } from '../slots/slot.tsx'

type LinkPreviewsProps = { previews: readonly LinkPreview[]; fileUrl: FileUrl }

/** Cards for the links in a message: title, description and picture of the page. All cards have the same height. */
export const LinkPreviews = slot('LinkPreviews', LinkPreviewsView)

function LinkPreviewsView({ previews, fileUrl }: LinkPreviewsProps) {
  return (
    <div className="mt-1.5 flex flex-col gap-1.5">
      {previews.map((preview) => (
        <Card key={preview.url} preview={preview} fileUrl={fileUrl} />
      ))}
    </div>
  )
}

function Card({ preview, fileUrl }: { preview: LinkPreview; fileUrl: FileUrl }) {
  const { url, title, description, siteName, image } = preview
  const picture = useFile(image && fileUrl(image.id, 'small'))
  // The server only fetches http and https. Checked again, because a `javascript:` address here would run in the page.
  if (!/^https?:\/\//i.test(url)) return null
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      className="flex h-22 max-w-xl overflow-hidden rounded-lg border border-line bg-canvas transition-colors duration-100 hover:border-line-strong"
    >
      <span className="flex min-w-0 flex-1 flex-col justify-center px-3 py-2">
        <span className="truncate text-ink-muted text-xs">{siteName || hostOf(url)}</span>
        <span dir="auto" className="truncate font-medium text-ink text-sm">
          {title || url}
        </span>
        {description && (
          <span dir="auto" className="line-clamp-2 text-ink-muted text-xs">
            {description}
          </span>
        )}
      </span>
      {image && (
        <img
          src={picture.url ?? undefined}
          alt=""
          width={image.width}
          height={image.height}
          loading="lazy"
          className="h-full w-28 shrink-0 bg-sunken object-cover"
        />
      )}
    </a>
  )
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return ''
  }
}
