/** The chat's views and their addresses. Every address is also a page of its own (`app/(chat)`), for the first load. */
export type View =
  | { name: 'home' }
  | { name: 'channel'; channelId: string; around?: number }
  | { name: 'invite'; code: string }
  | { name: PlainView }
  | { name: 'missing' }

const plainViews = ['browse', 'threads', 'later', 'settings', 'admin'] as const
/** A view that needs to be told nothing more. */
type PlainView = (typeof plainViews)[number]

export const threadHash = '#thread'

export const paths = {
  home: '/',
  channel: (channelId: string) => `/c/${channelId}`,
  message: (channelId: string, number: number) => `/c/${channelId}/${number}`,
  /** The message with the thread below it open: see `useThreadInAddress`. */
  thread: (channelId: string, number: number) => `/c/${channelId}/${number}${threadHash}`,
  invite: (code: string) => `/invite/${encodeURIComponent(code)}`,
  browse: '/browse',
  threads: '/threads',
  /** Drafts, what waits to be sent, reminders. */
  later: '/later',
  settings: '/settings',
  admin: '/admin',
} as const

/** What an address shows; `missing` for one that cannot be of the chat. */
export function viewOf(path: string): View {
  const [first = '', second, third, ...rest] = path.split('/').slice(1)
  if (rest.length > 0) return { name: 'missing' }
  if (first === 'c' && second !== undefined) return channelView(second, third)
  if (third !== undefined) return { name: 'missing' }
  if (first === 'invite' && second) return inviteView(second)
  if (second !== undefined) return { name: 'missing' }
  if (first === '') return { name: 'home' }
  const plain = plainViews.find((name) => name === first)
  return { name: plain ?? 'missing' }
}

function channelView(id: string, number: string | undefined): View {
  // Ids are lower case everywhere; an address may have been written by hand.
  const channelId = id.toLowerCase()
  if (!isId(channelId)) return { name: 'missing' }
  if (number === undefined) return { name: 'channel', channelId }
  const around = parseNumber(number)
  return around === null ? { name: 'missing' } : { name: 'channel', channelId, around }
}

function inviteView(code: string): View {
  try {
    return { name: 'invite', code: decodeURIComponent(code) }
  } catch {
    return { name: 'missing' }
  }
}

/** The form of a channel's id. Not zod's: this runs in every page, which does without zod. */
export const isId = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)

/** A message's number out of an address: null unless it is one. */
export function parseNumber(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
