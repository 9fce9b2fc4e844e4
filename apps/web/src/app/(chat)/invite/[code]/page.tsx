import type { Metadata } from 'next'
import { ChatMain } from '../../../../chat/chat-main.tsx'
import { paths } from '../../../../chat/routes.ts'
import { requireReader } from '../../../../server/session.ts'

export const metadata: Metadata = { title: 'Invitation' }

/** Strangers log in or register first, and come back. */
export default async function InvitePage({ params }: PageProps<'/invite/[code]'>) {
  const { code } = await params
  // As it stands in the address: still encoded.
  await requireReader(paths.invite(decodeURIComponent(code)))
  return <ChatMain />
}
