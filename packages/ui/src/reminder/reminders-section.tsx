import type { Message, Reminder } from '@chime/protocol'
import { AlarmClock, Trash2 } from 'lucide-react'
import { useMinute } from '../calendar/use-calendar.ts'
import { PageSection } from '../frame/page.tsx'
import { EntryList, type EntryPlace, EntryRow, EntryTime } from '../message/entry-list.tsx'
import { Badge } from '../primitives/badge.tsx'
import type { RenderLink } from '../render-link.ts'
import { timeAgo } from '../times.ts'
import type { Person } from '../user/person.ts'

/**
 * A reminder and its message: undefined while that is being loaded, null when it is gone or I may not read it any more.
 */
export type ReminderEntry = EntryPlace & {
  reminder: Reminder
  message: Message | null | undefined
  author: Person | null
}

export type RemindersSectionProps = {
  reminders: readonly ReminderEntry[]
  loading: boolean
  /** Rejects with an Error whose message is shown. */
  onDelete: (id: string) => Promise<void>
  renderLink: RenderLink
}

/** A section of a page: the messages that I want to be reminded of, and when. */
export function RemindersSection({ reminders, loading, onDelete, renderLink }: RemindersSectionProps) {
  useMinute()
  return (
    <PageSection title="Reminders">
      <EntryList entries={reminders} loading={loading} emptyText="No reminders. Set one from the menu of a message.">
        {({ reminder, message, author, place, href }) => (
          <EntryRow
            key={reminder.id}
            icon={<AlarmClock />}
            place={place}
            href={href}
            renderLink={renderLink}
            author={author}
            said={saidIn(message)}
            note={
              reminder.state === 'due' ? (
                <Badge variant="accent" size="sm">
                  due {timeAgo(reminder.at)}
                </Badge>
              ) : (
                <EntryTime at={reminder.at} />
              )
            }
            actions={[
              {
                label: reminder.state === 'due' ? 'Done' : 'Delete reminder',
                icon: <Trash2 />,
                run: () => onDelete(reminder.id),
              },
            ]}
          />
        )}
      </EntryList>
    </PageSection>
  )
}

function saidIn(message: Message | null | undefined): Message | string {
  if (message === undefined) return '…'
  return message && !message.deletedAt ? message : 'The message is not there any more.'
}
