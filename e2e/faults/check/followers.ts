import type { View } from '../history.ts'
import type { Past } from './past.ts'
import { type Span, union } from './spans.ts'

/** One client's following of one channel: what it was given when, and what it showed. */
export type Follower = {
  client: string
  channelId: string
  /** By number: when the client was given it first, and at which revision. */
  firstAt: number[]
  firstRevision: number[]
  /** By number: the newer revisions that it was given later. */
  later: Map<number, { revision: number; at: number }[]>
  views: Pick<View, 'at' | 'from' | 'to'>[]
  last: { view: View; place: number } | null
  /** While a screen showed the channel. */
  open: Span[]
}

export function followersOf(past: Past): Follower[] {
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
  for (const [place, entry] of past.entries.entries()) {
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

/** When the client could be expected to follow: connected, and with the channel on its screen. */
export function watchingOf(past: Past, follower: Follower): Span[] {
  const links = union(past.links.get(follower.client) ?? [])
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

/** What was shown at this moment; null before the first view. */
export function viewAt({ views }: Follower, at: number): Pick<View, 'at' | 'from' | 'to'> | null {
  let [low, high] = [0, views.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((views[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return views[low - 1] ?? null
}
