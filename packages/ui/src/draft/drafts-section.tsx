import type { Draft } from '@chime/protocol'
import { PencilLine, Trash2 } from 'lucide-react'
import { useMinute } from '../calendar/use-calendar.ts'
import { PageSection } from '../frame/page.tsx'
import { EntryList, type EntryPlace, EntryRow } from '../message/entry-list.tsx'
import type { RenderLink } from '../render-link.ts'
import { timeAgo } from '../times.ts'

/** A draft and the channel that it was begun in. */
export type DraftEntry = EntryPlace & { draft: Draft }

export type DraftsSectionProps = {
  drafts: readonly DraftEntry[]
  loading: boolean
  /** Rejects with an Error whose message is shown. */
  onDelete: (channelId: string) => Promise<void>
  renderLink: RenderLink
}

/** A section of a page: the messages that I began to write and did not send. */
export function DraftsSection({ drafts, loading, onDelete, renderLink }: DraftsSectionProps) {
  useMinute()
  return (
    <PageSection title="Drafts">
      <EntryList entries={drafts} loading={loading} emptyText="No drafts. What you begin to write is kept here.">
        {({ draft, place, href }) => (
          <EntryRow
            key={draft.channelId}
            icon={<PencilLine />}
            place={place}
            href={href}
            renderLink={renderLink}
            said={draft.content}
            note={<time dateTime={draft.updatedAt}>{timeAgo(draft.updatedAt)}</time>}
            actions={[{ label: 'Delete draft', icon: <Trash2 />, run: () => onDelete(draft.channelId) }]}
          />
        )}
      </EntryList>
    </PageSection>
  )
}
