import type { Metadata } from 'next'
import { ChatMain } from '../../../chat/chat-main.tsx'
import { paths } from '../../../chat/routes.ts'
import { requireReader } from '../../../server/session.ts'

export const metadata: Metadata = { title: 'Administration' }

export default async function AdminPage() {
  await requireReader(paths.admin)
  return <ChatMain />
}
