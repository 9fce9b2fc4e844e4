import type { Scheduled } from '@chime/protocol'
import { CalendarClock, Send, Trash2 } from 'lucide-react'
import { PageSection } from '../frame/page.tsx'
import { EntryList, type EntryPlace, EntryRow, EntryTime } from '../message/entry-list.tsx'
import type { RenderLink } from '../render-link.ts'

/** A scheduled message and the channel that it will be sent to. */
export type ScheduledEntry = EntryPlace & { scheduled: Scheduled }

export type ScheduledSectionProps = {
  scheduled: readonly ScheduledEntry[]
  loading: boolean
  /** This and `onUnschedule` reject with an Error whose message is shown. */
  onSendNow: (scheduled: Scheduled) => Promise<void>
  onUnschedule: (id: string) => Promise<void>
  renderLink: RenderLink
}

/** A section of a page: the messages that I scheduled, and those of them that could not be sent. */
export function ScheduledSection(props: ScheduledSectionProps) {
  const { scheduled, loading, onSendNow, onUnschedule, renderLink } = props
  return (
    <PageSection title="Scheduled messages">
      <EntryList entries={scheduled} loading={loading} emptyText="Nothing waits to be sent.">
        {({ scheduled: one, place, href }) => (
          <EntryRow
            key={one.id}
            icon={<CalendarClock />}
            place={place}
            href={href}
            renderLink={renderLink}
            said={one.content}
            note={
              one.state === 'failed' ? (
                <span className="text-danger-text">Not sent: {one.error ?? 'it was refused'}</span>
              ) : (
                <EntryTime at={one.sendAt} />
              )
            }
            actions={[
              {
                label: one.state === 'failed' ? 'Try to send again' : 'Send now',
                icon: <Send />,
                run: () => onSendNow(one),
              },
              { label: 'Do not send', icon: <Trash2 />, run: () => onUnschedule(one.id) },
            ]}
          />
        )}
      </EntryList>
    </PageSection>
  )
}
