import type { ChannelSummary, Chime, Presence } from '@chime/client'
import { titleOf } from '../people.ts'
import { dim, paint, toWidth, truncate, widthOf } from './paint.ts'

export type Entry = {
  id: string
  title: string
  unread: number
  mentions: number
  /** Null for what is no person. */
  status: Presence['status'] | null
}

/**
 * The channels in an order that stays while one moves through them: channels, then people, then the threads that have
 * something new.
 *
 * @param watch is told of everything that is shown
 */
export function entriesOf(
  chime: Chime,
  watch: (readable: { subscribe(listener: () => void): () => void }) => void,
): Entry[] {
  const channels = chime.channels.get().filter(({ archivedAt }) => archivedAt === null)
  const byTitle = (a: ChannelSummary, b: ChannelSummary) => titleOf(a).localeCompare(titleOf(b))
  const direct = channels.filter(({ kind }) => kind === 'direct')
  const others = channels.filter(({ kind }) => kind !== 'direct')
  const threads = chime.threads.get().filter(({ membership }) => (membership?.unread ?? 0) > 0)
  return [...others.sort(byTitle), ...direct.sort(byTitle), ...threads].map((channel) => {
    const presence = channel.kind === 'direct' && channel.peer ? chime.presence(channel.peer.id) : null
    if (presence) watch(presence)
    const parent = chime.channels.get().find(({ id }) => id === channel.parent?.channelId)
    return {
      id: channel.id,
      title: channel.parent ? `${parent ? titleOf(parent) : '…'} › ${channel.parent.number}` : titleOf(channel),
      unread: channel.membership?.unread ?? 0,
      mentions: channel.membership?.mentions ?? 0,
      status: presence ? (presence.get()?.status ?? 'unknown') : null,
    }
  })
}

/** The list as lines; the open one is always among them. */
export function sidebarLines(
  entries: readonly Entry[],
  openId: string | null,
  width: number,
  height: number,
): string[] {
  const open = entries.findIndex(({ id }) => id === openId)
  const from = Math.max(0, Math.min(open - Math.floor(height / 2), entries.length - height))
  return entries.slice(from, from + height).map((entry) => line(entry, entry.id === openId, width))
}

function line({ title, unread, mentions, status }: Entry, isOpen: boolean, width: number): string {
  const count = mentions > 0 ? `@${mentions}` : unread > 0 ? String(unread) : ''
  const mark = isOpen ? '▸' : ' '
  const room = width - 4 - (count ? widthOf(count) + 1 : 0)
  const name = toWidth(truncate(title, room), room)
  const shown = unread > 0 ? paint('bold', name) : isOpen ? name : dim(name)
  return `${mark}${dot(status)} ${isOpen ? paint('inverse', name) : shown} ${paint(mentions > 0 ? 'red' : 'yellow', count)}`
}

/** Shapes as well as colours, for those who see none. */
export function dot(status: Presence['status'] | null): string {
  if (status === 'online') return paint('green', '●')
  if (status === 'away') return paint('yellow', '◐')
  if (status === 'busy') return paint('red', '■')
  return status === null ? ' ' : dim('○')
}
