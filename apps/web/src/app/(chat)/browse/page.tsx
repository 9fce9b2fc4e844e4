import type { Metadata } from 'next'
import { ChatMain } from '../../../chat/chat-main.tsx'
import { paths } from '../../../chat/routes.ts'
import { requireReader } from '../../../server/session.ts'

export const metadata: Metadata = { title: 'Browse channels' }

export default async function BrowsePage() {
  await requireReader(paths.browse)
  return <ChatMain />
}
