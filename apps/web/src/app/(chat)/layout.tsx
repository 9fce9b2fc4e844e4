import { findSession } from '../../server/session.ts'
import { ChatRoot } from '../../shell/chat-root.tsx'

/** The frame around every page of the chat. Its first HTML already shows the user's channels. */
export default async function ChatLayout({ children }: LayoutProps<'/'>) {
  const session = await findSession()
  // Each page itself sends people who are not logged in to the login page: only the page knows the path to come back
  // to.
  if (!session) return children
  const channels = await session.trpc.channels.list.query()
  return <ChatRoot initial={{ me: session.me, channels }}>{children}</ChatRoot>
}
