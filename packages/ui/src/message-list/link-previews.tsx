import type { LinkPreview } from '@chime/protocol'
import type { FileUrl } from './row-view.ts'

type LinkPreviewsProps = { previews: readonly LinkPreview[]; fileUrl: FileUrl }

/** What the pages say of themselves that a message leads to. Every card is of one height, whatever it says. */
export function LinkPreviews({ previews, fileUrl }: LinkPreviewsProps) {
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
  // The server fetched it, so it is http; but an address is never taken on trust.
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
          src={fileUrl(image.id, 'small')}
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
