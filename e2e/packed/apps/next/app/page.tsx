import type { AppRouter } from '@chime/client/app-router'
import { createTRPCClient, httpLink } from '@trpc/client'
import { Chat } from './chat.tsx'

type Props = { searchParams: Promise<{ url: string; token: string; channel: string }> }

/** Reads on the server what the page shows first, and hands it over. */
export default async function Page({ searchParams }: Props) {
  const { url, token, channel: channelId } = await searchParams
  const trpc = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization: `Bearer ${token}` } })],
  })
  const [me, channels, page] = await Promise.all([
    trpc.auth.me.query(),
    trpc.channels.list.query(),
    trpc.messages.list.query({ channelId }),
  ])
  const initial = { me, channels, timelines: { [channelId]: page } }
  return <Chat url={url} token={token} channelId={channelId} initial={initial} />
}
