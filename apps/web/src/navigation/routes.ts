/** The views of the chat. The path of each is also a page of Next in `app/(chat)`, which is used for the first load. */
export type View =
  | { name: 'start' }
  | { name: 'channel'; channelId: string; around?: number }
  | { name: 'invite'; code: string }
  | { name: 'claim'; token: string }
  | { name: PlainView }
  | { name: 'not-found' }

const plainViews = ['browse', 'threads', 'later', 'invitations', 'settings', 'admin'] as const
/** A view that has no parameters. */
type PlainView = (typeof plainViews)[number]

export const threadHash = '#thread'

export const paths = {
  start: '/',
  channel: (channelId: string) => `/c/${channelId}`,
  message: (channelId: string, number: number) => `/c/${channelId}/${number}`,
  /** Shows the message and opens the thread below it: see `useThreadFromHash`. */
  thread: (channelId: string, number: number) => `/c/${channelId}/${number}${threadHash}`,
  invite: (code: string) => `/invite/${encodeURIComponent(code)}`,
  /** The page of the link by which somebody becomes the first admin. */
  claim: (token: string) => `/claim/${encodeURIComponent(token)}`,
  browse: '/browse',
  threads: '/threads',
  /** Drafts, scheduled messages and reminders. */
  later: '/later',
  /** Channels that others want me in. (`invite` is the page of a link.) */
  invitations: '/invitations',
  settings: '/settings',
  admin: '/admin',
} as const

/** The view for a path; `not-found` for a path that the chat does not have. */
export function viewOf(path: string): View {
  const [first = '', second, third, ...rest] = path.split('/').slice(1)
  if (rest.length > 0) return { name: 'not-found' }
  if (first === 'c' && second !== undefined) return channelView(second, third)
  if (third !== undefined) return { name: 'not-found' }
  if (first === 'invite' && second) return decodedView(second, (code) => ({ name: 'invite', code }))
  if (first === 'claim' && second) return decodedView(second, (token) => ({ name: 'claim', token }))
  if (second !== undefined) return { name: 'not-found' }
  if (first === '') return { name: 'start' }
  const plain = plainViews.find((name) => name === first)
  return { name: plain ?? 'not-found' }
}

function channelView(id: string, number: string | undefined): View {
  // Ids are lower case everywhere, but somebody may have typed the address by hand.
  const channelId = id.toLowerCase()
  if (!isId(channelId)) return { name: 'not-found' }
  if (number === undefined) return { name: 'channel', channelId }
  const around = parseNumber(number)
  return around === null ? { name: 'not-found' } : { name: 'channel', channelId, around }
}

function decodedView(part: string, view: (decoded: string) => View): View {
  try {
    return view(decodeURIComponent(part))
  } catch {
    return { name: 'not-found' }
  }
}

/** Whether a text has the form of an id (a UUID). It does not use zod, so that the chat's pages need not load zod. */
export const isId = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)

/** The message number in an address; null if the text is not a positive integer. */
export function parseNumber(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
