import type { ChannelChanges, MembersPage, Message, MessagesListInput } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import type { Delta } from '../state/delta.ts'
import { rosterMax } from '../state/roster.ts'
import type { Trpc } from '../trpc.ts'

/** Which page of a channel's messages: before, after or around a message number. With none of these: the newest. */
export type Place = Pick<MessagesListInput, 'before' | 'after' | 'around'>

/** Makes a call until it is answered. Returns null when the answer is no longer wanted. */
export type Ask = <T>(call: (trpc: Trpc) => Promise<T>) => Promise<T | null>

/**
 * Loads all pages of changes after revision `since`. Returns null when they are no longer wanted, or when the server's
 * epoch changed, and `reset` when there were too many changes for the server to list.
 */
export async function changesSince(
  { isEpoch }: ClientContext,
  ask: Ask,
  channelId: string,
  since: number,
): Promise<ChannelChanges[] | 'reset' | null> {
  const pages: ChannelChanges[] = []
  for (let from = since; ; ) {
    const at = from
    const page: ChannelChanges | null = await ask((trpc) => trpc.channels.changes.query({ channelId, since: at }))
    if (!page || !isEpoch(page.epoch)) return null
    if (page.reset) return 'reset'
    pages.push(page)
    if (!page.more) return pages
    from = page.revision
  }
}

/**
 * Loads all members, up to a limit. The result counts as of the first page's revision, so that whatever changed while
 * the later pages loaded is caught up with from there.
 */
export async function allMembers({ addUsers }: ClientContext, ask: Ask, channelId: string) {
  const members: MembersPage['members'] = []
  let revision: number | null = null
  for (let cursor: string | null = null; ; ) {
    const from: { cursor?: string } = cursor === null ? {} : { cursor }
    const page: MembersPage | null = await ask((trpc) => trpc.members.list.query({ channelId, ...from }))
    if (!page) return null
    addUsers(page.users)
    members.push(...page.members)
    revision ??= page.revision
    cursor = page.cursor
    if (cursor === null || members.length >= rosterMax) return { members, revision, complete: cursor === null }
  }
}

/** Loads all pinned messages. Those that are pinned or unpinned meanwhile are caught up with from before the first page. */
export async function allPins(ask: Ask, channelId: string): Promise<Message[] | null> {
  const pins: Message[] = []
  for (;;) {
    const before = pins.at(-1)?.number
    const from = before === undefined ? {} : { before }
    const page: Message[] | null = await ask((trpc) => trpc.messages.pinned.query({ channelId, ...from }))
    if (!page) return null
    // A page of long messages is shorter than others, and not the last.
    if (page.length === 0) return pins
    pins.push(...page)
  }
}

/** Combines all pages of `channels.changes` from `since` on into one delta. */
export function deltaOfPages(since: number, pages: readonly ChannelChanges[]): Delta {
  const last = pages.at(-1)
  return {
    after: since,
    revision: last?.revision ?? since,
    messages: pages.flatMap((page) => page.messages),
    members: pages.flatMap((page) => page.members),
    channel: last?.channel ?? null,
  }
}
