import { ChatMain } from '../../../../chat/chat-main.tsx'
import { paths } from '../../../../chat/routes.ts'
import { readOpened } from '../../../../server/opened.ts'
import { requireReader } from '../../../../server/session.ts'

export default async function ChannelPage({ params }: PageProps<'/c/[channelId]'>) {
  const { channelId } = await params
  const { api } = await requireReader(paths.channel(channelId))
  return <ChatMain opened={await readOpened(api, channelId)} />
}
