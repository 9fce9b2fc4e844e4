import type { ChannelChanges, MembersPage } from '../server.ts'
import type { Delta } from '../state/delta.ts'
import { rosterMax } from '../state/roster.ts'
import type { World } from './world.ts'

/** Makes one call until it is answered; null when the answer is no longer wanted. */
export type Ask = <T>(call: () => Promise<T>) => Promise<T | null>

/** All pages of what changed since; null when no longer wanted, or when the server is not the one it was. */
export async function changesSince(
  { calls, isEpoch }: World,
  ask: Ask,
  channelId: string,
  since: number,
): Promise<ChannelChanges[] | 'reset' | null> {
  const pages: ChannelChanges[] = []
  for (let from = since; ; ) {
    const at = from
    const page = await ask(() => calls.channelChanges(channelId, at))
    if (!page || !isEpoch(page.epoch)) return null
    if (page.reset) return 'reset'
    pages.push(page)
    if (!page.more) return pages
    from = page.revision
  }
}

/** The members, as of the first page's revision: what changed under the later ones is caught up with from there. */
export async function allMembers({ calls, addUsers }: World, ask: Ask, channelId: string) {
  const members: MembersPage['members'] = []
  let revision: number | null = null
  for (let cursor: string | null = null; ; ) {
    const from: string | null = cursor
    const page: MembersPage | null = await ask(() => calls.members(channelId, from))
    if (!page) return null
    addUsers(page.users)
    members.push(...page.members)
    revision ??= page.revision
    cursor = page.cursor
    if (cursor === null || members.length >= rosterMax) return { members, revision, complete: cursor === null }
  }
}

/** One step from all pages of `channels.changes` from `since` on. */
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
