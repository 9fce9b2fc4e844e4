import { styleText } from 'node:util'
import type { ChannelSummary, Chime } from '@chime/client'
import stringWidth from 'string-width'
import { jsonLine } from '../message/clean.ts'
import { timeOf } from '../message/lines.ts'
import { print } from '../output.ts'
import { titleOf } from '../people.ts'

/** The user's channels, those with the latest activity first; with `all` also those that they could join. */
export async function listChannels(chime: Chime, options: { json?: true; all?: true }): Promise<void> {
  const own = chime.channels.get()
  const channels = options.all ? [...own, ...(await openChannels(chime, new Set(own.map(({ id }) => id))))] : own
  if (options.json) return print(...channels.map((channel) => jsonLine({ title: titleOf(channel), ...channel })))
  if (channels.length === 0) return print('You are in no channel yet: chime channels --all')
  const width = Math.max(...channels.map((channel) => stringWidth(titleOf(channel))))
  await print(...channels.map((channel) => row(channel, width)))
}

function row(channel: ChannelSummary, width: number): string {
  const { kind, membership, archivedAt, lastMessage } = channel
  const title = titleOf(channel) + ' '.repeat(width - stringWidth(titleOf(channel)))
  const unread = membership?.unread ?? 0
  const state = [
    ...(membership ? [] : ['not joined']),
    ...(archivedAt ? ['archived'] : []),
    ...(unread > 0 ? [`${unread} unread`] : []),
    ...(membership && membership.mentions > 0 ? [`${membership.mentions} for you`] : []),
  ].join(', ')
  const time = lastMessage ? timeOf(lastMessage.createdAt) : ' '.repeat(16)
  const line = `${unread > 0 ? styleText('bold', title) : title}  ${styleText('dim', `${kind.padEnd(12)}  ${time}`)}  ${state}`
  return line.trimEnd()
}

async function openChannels(chime: Chime, except: ReadonlySet<string>): Promise<ChannelSummary[]> {
  const found: ChannelSummary[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof chime.trpc.channels.browse.query>> = await chime.trpc.channels.browse.query({
      limit: 100,
      ...(cursor && { cursor }),
    })
    found.push(...page.channels.filter(({ id }) => !except.has(id)))
    cursor = page.cursor
  } while (cursor)
  return found
}
