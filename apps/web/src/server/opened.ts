import 'server-only'
import { notFound } from 'next/navigation'
import { isId } from '../chat/routes.ts'
import type { Opened } from '../chat/use-opened.ts'
import { reasonOf } from '../errors.ts'
import type { Api } from './api.ts'

/** Enough for the tallest screen; the browser asks for more when it is scrolled to. */
const limit = 50

/**
 * What the page of a channel shows first: its messages and who wrote them; nothing for a channel that does not exist or
 * is not for the reader. An address that cannot be a channel's is the not-found page.
 */
export async function readOpened(api: Api, idInAddress: string, around?: number): Promise<Opened> {
  const channelId = idInAddress.toLowerCase()
  if (!isId(channelId)) notFound()
  try {
    const timeline = await api.messages.list.query({ channelId, limit, ...(around && { around }) })
    const ids = [...new Set(timeline.messages.flatMap(({ userId }) => userId ?? []))]
    return { channelId, timeline, users: ids.length > 0 ? await api.users.get.query({ ids }) : [] }
  } catch (error) {
    if (reasonOf(error) === 'NOT_FOUND') return { channelId, timeline: null, users: [] }
    throw error
  }
}
