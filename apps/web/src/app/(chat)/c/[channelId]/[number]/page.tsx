import { notFound } from 'next/navigation'
import { ChatMain } from '../../../../../chat/chat-main.tsx'
import { parseNumber, paths } from '../../../../../chat/routes.ts'
import { readOpened } from '../../../../../server/opened.ts'
import { requireReader } from '../../../../../server/session.ts'

/** A permalink: the channel, opened around one message. */
export default async function MessagePage({ params }: PageProps<'/c/[channelId]/[number]'>) {
  const { channelId, number } = await params
  const around = parseNumber(number)
  if (around === null) notFound()
  const { api } = await requireReader(paths.message(channelId, around))
  return <ChatMain opened={await readOpened(api, channelId, around)} />
}
