import { ChatMain } from '../../chat/chat-main.tsx'
import { paths } from '../../chat/routes.ts'
import { requireReader } from '../../server/session.ts'

export default async function HomePage() {
  await requireReader(paths.home)
  return <ChatMain />
}
