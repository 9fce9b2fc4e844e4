import { paths } from '../../../../navigation/routes.ts'
import { prefetchChannel } from '../../../../server/prefetch-channel.ts'
import { requireSession } from '../../../../server/session.ts'
import { MainPane } from '../../../../shell/main-pane.tsx'

export default async function ChannelPage({ params }: PageProps<'/c/[channelId]'>) {
  const { channelId } = await params
  const { trpc } = await requireSession(paths.channel(channelId))
  return <MainPane prefetched={await prefetchChannel(trpc, channelId)} />
}
