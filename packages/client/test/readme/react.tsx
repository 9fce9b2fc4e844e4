import { type Chime, createChime } from '@chime/client'
import type { AppRouter } from '@chime/client/app-router'
import { ChimeProvider, useChannel, useTimeline, useTyping } from '@chime/client/react'
import { createTRPCClient, httpLink } from '@trpc/client'

// #region react
export function Conversation({ id }: { id: string }) {
  const { channel, summary } = useChannel(id)
  const { items, hasBefore } = useTimeline(id)
  const typing = useTyping(id)
  return (
    <section>
      <h1>{summary?.name}</h1>
      {hasBefore && (
        <button type="button" onClick={channel.loadBefore}>
          Older messages
        </button>
      )}
      <ol>
        {items.map((item) =>
          item.state === 'sent' ? (
            <li key={item.message.clientId}>{item.message.content}</li>
          ) : (
            <li key={item.clientId}>{`${item.content} (${item.state})`}</li>
          ),
        )}
      </ol>
      {typing.length > 0 && <p>Somebody is typing</p>}
    </section>
  )
}

export function App({ chime, id }: { chime: Chime; id: string }) {
  return (
    <ChimeProvider chime={chime}>
      <Conversation id={id} />
    </ChimeProvider>
  )
}
// #endregion

export async function render(url: string, token: string, id: string): Promise<Chime> {
  // #region server
  // On the server, one client for each request:
  const trpc = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization: `Bearer ${token}` } })],
  })
  const [me, channels, page] = await Promise.all([
    trpc.auth.me.query(),
    trpc.channels.list.query(),
    trpc.messages.list.query({ channelId: id }),
  ])
  const initial = { me, channels, timelines: { [id]: page } }

  // For the HTML that the server renders, and again in the page, which then calls `connect()`:
  const chime = createChime({ url, token, initial })
  // #endregion
  return chime
}
