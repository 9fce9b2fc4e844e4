import { useChime } from '@chime/client/react'
import { useEffect } from 'react'
import { toast } from '../toasts/toast.ts'
import { channelTitle } from './channel-title.ts'
import { navigate } from './navigation.ts'
import { paths } from './routes.ts'

/** Says when a reminder is due, with the way to its message. One that fell due while I was away is in the list. */
export function useReminderToasts(): void {
  const chime = useChime()
  useEffect(
    () =>
      chime.on('reminder', ({ reminder }) => {
        if (reminder.state !== 'due') return
        const summary = chime.channel(reminder.channelId).summary.get()
        toast('info', 'Reminder', summary ? `A message in ${channelTitle(summary)}` : undefined, {
          label: 'Open',
          onClick: () => navigate(paths.message(reminder.channelId, reminder.number)),
        })
      }),
    [chime],
  )
}
