'use client'

import { type DraftEntry, DraftsSection, type DraftsSectionProps } from '../draft/drafts-section.tsx'
import { Page } from '../frame/page.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { type ReminderEntry, RemindersSection, type RemindersSectionProps } from '../reminder/reminders-section.tsx'
import type { RenderLink } from '../render-link.ts'
import { type SavedEntry, SavedSection, type SavedSectionProps } from '../saved/saved-section.tsx'
import { type ScheduledEntry, ScheduledSection, type ScheduledSectionProps } from '../scheduled/scheduled-section.tsx'

export type LaterPageProps = {
  saved: readonly SavedEntry[]
  drafts: readonly DraftEntry[]
  scheduled: readonly ScheduledEntry[]
  reminders: readonly ReminderEntry[]
  loading?: boolean
  error?: string | null
  /** There are more saved messages than these: load the next page. */
  onMoreSaved?: SavedSectionProps['onMore']
  loadingSaved?: boolean
  loadingMoreSaved?: boolean
  /** This and the four below reject with an Error whose message is shown. */
  onRemoveSaved: SavedSectionProps['onRemove']
  onDeleteDraft: DraftsSectionProps['onDelete']
  onSendNow: ScheduledSectionProps['onSendNow']
  onUnschedule: ScheduledSectionProps['onUnschedule']
  onDeleteReminder: RemindersSectionProps['onDelete']
  renderLink: RenderLink
  onBack: () => void
}

/** The page "Later": everything of mine that is for later, as sections. */
export function LaterPage(props: LaterPageProps) {
  const { saved, drafts, scheduled, reminders, loading = false, error, renderLink, onBack } = props
  const common = { loading, renderLink }
  return (
    <Page title="Later" onBack={onBack}>
      {error && <FormError error={error} />}
      <RemindersSection {...common} reminders={reminders} onDelete={props.onDeleteReminder} />
      <ScheduledSection
        {...common}
        scheduled={scheduled}
        onSendNow={props.onSendNow}
        onUnschedule={props.onUnschedule}
      />
      <DraftsSection {...common} drafts={drafts} onDelete={props.onDeleteDraft} />
      <SavedSection
        renderLink={renderLink}
        saved={saved}
        loading={props.loadingSaved ?? loading}
        onMore={props.onMoreSaved}
        loadingMore={props.loadingMoreSaved}
        onRemove={props.onRemoveSaved}
      />
    </Page>
  )
}
