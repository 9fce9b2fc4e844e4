import { MessagesSquare, PencilLine } from 'lucide-react'

export const sidebarViews = [
  { href: '#threads', label: 'Threads', icon: <MessagesSquare />, current: false, count: 2, countLabel: 'unread' },
  {
    href: '#later',
    label: 'Drafts and reminders',
    icon: <PencilLine />,
    current: false,
    count: 1,
    countLabel: 'due',
  },
]
