import type { Chime, Message } from '@chime/client'
import { limits } from '@chime/protocol'
import { findChannel } from '../channel/find.ts'
import { jsonLine } from '../message/clean.ts'
import { linesOf } from '../message/lines.ts'
import { print } from '../output.ts'
import { People } from '../people.ts'
import { Problem } from '../problem.ts'

type Options = { count: number; before?: number; thread?: number; json?: true }

/** Prints the newest messages, or those before a number, the oldest first. */
export async function history(chime: Chime, name: string, options: Options): Promise<void> {
  const channel = await findChannel(chime, name)
  const channelId = options.thread ? await threadOf(chime, channel.id, options.thread) : channel.id
  const messages = await newest(chime, channelId, options)
  const people = new People(chime)
  await people.load(messages)
  const line = (message: Message) =>
    options.json ? jsonLine({ author: people.name(message.userId), ...message }) : linesOf(message, people)
  await print(...messages.map(line))
}

/** Looks only: unlike writing in a thread, reading one creates none. */
async function threadOf(chime: Chime, channelId: string, number: number): Promise<string> {
  const { thread } = await chime.trpc.messages.get.query({ channelId, number })
  if (!thread) throw new Problem(`Message ${number} has no thread`)
  return thread.channelId
}

async function newest(chime: Chime, channelId: string, { count, before }: Options): Promise<Message[]> {
  let messages: Message[] = []
  let from = before
  while (messages.length < count) {
    const limit = Math.min(limits.pageMax, count - messages.length)
    const page = await chime.trpc.messages.list.query({ channelId, limit, ...(from && { before: from }) })
    messages = [...page.messages, ...messages]
    if (!page.hasBefore) break
    from = page.messages[0]?.number
  }
  return messages
}
