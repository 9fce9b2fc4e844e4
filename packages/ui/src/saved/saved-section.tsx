import type { SavedMessage } from '@chime/protocol'
import { Bookmark, Check } from 'lucide-react'
import { useMinute } from '../calendar/use-calendar.ts'
import { PageSection } from '../frame/page.tsx'
import { EntryList, type EntryPlace, EntryRow } from '../message/entry-list.tsx'
import { More } from '../primitives/more.tsx'
import type { RenderLink } from '../render-link.ts'
import { timeAgo } from '../times.ts'
import type { Person } from '../user/person.ts'

/** A saved message and who wrote it. */
export type SavedEntry = EntryPlace & { saved: SavedMessage; author: Person | null }

export type SavedSectionProps = {
  saved: readonly SavedEntry[]
  loading: boolean
  /** There are more than these: load the next page. */
  onMore?: (() => void) | undefined
  loadingMore?: boolean | undefined
  /** Rejects with an Error whose message is shown. */
  onRemove: (saved: SavedMessage) => Promise<void>
  renderLink: RenderLink
}

/** A section of a page: the messages that I have saved for later. */
export function SavedSection({ saved, loading, onMore, loadingMore = false, onRemove, renderLink }: SavedSectionProps) {
  useMinute()
  return (
    <PageSection title="Saved">
      <EntryList entries={saved} loading={loading} emptyText="Nothing saved. Save a message from its menu.">
        {({ saved: one, author, place, href }) => (
          <EntryRow
            key={`${one.channelId} ${one.number}`}
            icon={<Bookmark />}
            place={place}
            href={href}
            renderLink={renderLink}
            author={author}
            said={one.message ?? 'The message is not there any more.'}
            note={<time dateTime={one.savedAt}>{timeAgo(one.savedAt)}</time>}
            actions={[{ label: 'Done', icon: <Check />, run: () => onRemove(one) }]}
          />
        )}
      </EntryList>
      {onMore && <More onMore={onMore} loading={loadingMore} />}
    </PageSection>
  )
}
