import type { Metadata } from 'next'
import { ChatMain } from '../../../chat/chat-main.tsx'
import { paths } from '../../../chat/routes.ts'
import { requireReader } from '../../../server/session.ts'

export const metadata: Metadata = { title: 'Threads' }

export default async function ThreadsPage() {
  await requireReader(paths.threads)
  return <ChatMain />
}
