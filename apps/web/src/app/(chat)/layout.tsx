import { ChatRoot } from '../../chat/chat-root.tsx'
import { findReader } from '../../server/session.ts'

/** The frame of the chat, with the reader's channels already in it. */
export default async function ChatLayout({ children }: LayoutProps<'/'>) {
  const reader = await findReader()
  // Each page sends strangers to the login page: only it knows where they wanted to go.
  if (!reader) return children
  const channels = await reader.api.channels.list.query()
  return <ChatRoot initial={{ me: reader.me, channels }}>{children}</ChatRoot>
}
