'use client'

import { useInvitations, useReminders, useScheduled, useThreads } from '@chime/client/react'
import type { SidebarView } from '@chime/ui'
import { MailOpen, MessagesSquare, PencilLine } from 'lucide-react'
import { useMemo } from 'react'
import { useView } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'

/** The links to pages above the channels, each with the number of things to look at there. */
export function useSidebarViews(): SidebarView[] {
  const { name } = useView()
  const threads = useThreads()
  const reminders = useReminders()
  const scheduled = useScheduled()
  const invitations = useInvitations().length
  return useMemo(() => {
    const unread = threads.filter(({ membership }) => (membership?.unread ?? 0) > 0).length
    const due = reminders.filter(({ state }) => state === 'due').length
    const failed = scheduled.filter(({ state }) => state === 'failed').length
    return [
      {
        href: paths.threads,
        label: 'Threads',
        icon: <MessagesSquare />,
        current: name === 'threads',
        count: unread,
        countLabel: 'unread',
      },
      {
        href: paths.later,
        label: 'Later',
        icon: <PencilLine />,
        current: name === 'later',
        count: due + failed,
        countLabel: 'to look at',
      },
      // Where everybody may add everybody there never are any.
      ...(invitations > 0 || name === 'invitations'
        ? [
            {
              href: paths.invitations,
              label: 'Invitations',
              icon: <MailOpen />,
              current: name === 'invitations',
              count: invitations,
              countLabel: 'to answer',
            },
          ]
        : []),
    ]
  }, [name, threads, reminders, scheduled, invitations])
}
