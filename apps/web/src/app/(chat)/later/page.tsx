import type { Metadata } from 'next'
import { ChatMain } from '../../../chat/chat-main.tsx'
import { paths } from '../../../chat/routes.ts'
import { requireReader } from '../../../server/session.ts'

export const metadata: Metadata = { title: 'Drafts and reminders' }

export default async function LaterPage() {
  await requireReader(paths.later)
  return <ChatMain />
}
