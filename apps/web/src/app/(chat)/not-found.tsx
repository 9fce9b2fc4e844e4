import { ChatMain } from '../../chat/chat-main.tsx'

/** The page says 404; the main pane says so too, and goes on to other addresses from there. */
export default function ChatNotFound() {
  return <ChatMain />
}
