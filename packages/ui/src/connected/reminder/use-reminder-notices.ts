import { useChime } from '@chime/client/react'
import { useEffect } from 'react'
import { channelTitle } from '../channel/channel-title.ts'
import { useHost } from '../provider/host.tsx'
import { useNotices } from '../provider/notices.tsx'

/**
 * Shows a notice with a link to the message when a reminder is due. There is none for reminders that became due while
 * the page was closed: they are on the page for later.
 */
export function useReminderNotices(): void {
  const chime = useChime()
  const { open } = useHost()
  const { notify } = useNotices()
  useEffect(
    () =>
      chime.on('reminder', ({ reminder }) => {
        if (reminder.state !== 'due') return
        const summary = chime.channel(reminder.channelId).summary.get()
        notify('info', 'Reminder', summary ? `A message in ${channelTitle(summary)}` : undefined, {
          label: 'Open',
          onClick: () => open({ name: 'message', channelId: reminder.channelId, number: reminder.number }),
        })
      }),
    [chime, open, notify],
  )
}
