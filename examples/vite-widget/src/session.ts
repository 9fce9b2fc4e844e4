/** What the server of this page says about the visitor: see `server/chat.ts`. */
export type Session = {
  /** The address of the Chime server. */
  url: string
  /** Signs the visitor in. */
  token: string
  /** The visitor's conversation with the company. */
  channelId: string
}

/**
 * Asks the server of this page for the visitor's session. The first time, this begins a conversation.
 *
 * @throws Error when there is no answer, or none that says yes
 */
export async function fetchSession(): Promise<Session> {
  const response = await fetch('/chat', { method: 'POST' })
  if (!response.ok) throw new Error(`The chat answered ${response.status}`)
  // It is our own server that answers.
  return (await response.json()) as Session
}
