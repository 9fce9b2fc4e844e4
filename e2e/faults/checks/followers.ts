import type { View } from '../history/entry.ts'
import type { HistoryIndex } from './history-index.ts'
import { firstPlace } from './sorted.ts'
import { type Span, union } from './spans.ts'

/** One client that shows one channel: what it was given, what it showed, and when. */
export type Follower = {
  client: string
  channelId: string
  /** By number, when the client was first given the message, and at which revision. */
  firstAt: number[]
  firstRevision: number[]
  /** By number, the newer revisions that it was given later. */
  later: Map<number, { revision: number; at: number }[]>
  views: Pick<View, 'at' | 'from' | 'to'>[]
  last: { view: View; place: number } | null
  /** When it showed the channel. */
  open: Span[]
}

export function followersOf(history: HistoryIndex): Follower[] {
  const followers = new Map<string, Follower>()
  const followerOf = (client: string, channelId: string): Follower => {
    const key = `${client} ${channelId}`
    let follower = followers.get(key)
    if (follower === undefined) {
      follower = {
        client,
        channelId,
        firstAt: [],
        firstRevision: [],
        later: new Map(),
        views: [],
        last: null,
        open: [],
      }
      followers.set(key, follower)
    }
    return follower
  }
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type === 'applied') {
      const follower = followerOf(entry.client, entry.channelId)
      for (const { number, revision } of entry.messages) {
        const first = follower.firstRevision[number]
        if (first === undefined) {
          follower.firstAt[number] = entry.at
          follower.firstRevision[number] = revision
        } else if (revision > first) {
          const later = follower.later.get(number) ?? []
          follower.later.set(number, later)
          if (revision > (later.at(-1)?.revision ?? 0)) later.push({ revision, at: entry.at })
        }
      }
    } else if (entry.type === 'view') {
      const follower = followerOf(entry.client, entry.channelId)
      const showing = follower.open.at(-1)
      if (entry.closed === true) {
        if (showing?.to === Number.POSITIVE_INFINITY) showing.to = entry.at
        follower.last = null
        continue
      }
      if (showing?.to !== Number.POSITIVE_INFINITY) follower.open.push({ from: entry.at, to: Number.POSITIVE_INFINITY })
      follower.views.push({ at: entry.at, from: entry.from, to: entry.to })
      follower.last = { view: entry, place }
    }
  }
  return [...followers.values()]
}

/** When the client had to be up to date: while it was connected and showed the channel. */
export function watchingOf(history: HistoryIndex, follower: Follower): Span[] {
  const links = union(history.links.get(follower.client) ?? [])
  return links.flatMap((link) =>
    follower.open.flatMap(({ from, to }) => {
      const common = { from: Math.max(link.from, from), to: Math.min(link.to, to) }
      return common.to > common.from ? [common] : []
    }),
  )
}

export function revisionAt({ firstAt, firstRevision, later }: Follower, number: number, at: number): number {
  if ((firstAt[number] ?? Number.POSITIVE_INFINITY) > at) return 0
  let revision = firstRevision[number] ?? 0
  for (const one of later.get(number) ?? []) if (one.at <= at) revision = one.revision
  return revision
}

/** The view that was shown at this time; null before the first one. */
export function viewAt({ views }: Follower, at: number): Pick<View, 'at' | 'from' | 'to'> | null {
  return views[firstPlace(views, (view) => view.at > at) - 1] ?? null
}
