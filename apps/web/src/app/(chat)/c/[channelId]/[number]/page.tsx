import { notFound } from 'next/navigation'
import { parseNumber, paths } from '../../../../../navigation/routes.ts'
import { prefetchChannel } from '../../../../../server/prefetch-channel.ts'
import { requireSession } from '../../../../../server/session.ts'
import { MainPane } from '../../../../../shell/main-pane.tsx'

/** A permalink to a message: opens the channel with that message in view. */
export default async function MessagePage({ params }: PageProps<'/c/[channelId]/[number]'>) {
  const { channelId, number } = await params
  const around = parseNumber(number)
  if (around === null) notFound()
  const { trpc } = await requireSession(paths.message(channelId, around))
  return <MainPane prefetched={await prefetchChannel(trpc, channelId, around)} />
}
