/** The chat's views and their addresses. Every address is also a page of its own (`app/(chat)`), for the first load. */
export type View =
  | { name: 'home' }
  | { name: 'channel'; channelId: string; around?: number }
  | { name: 'browse' }
  | { name: 'settings' }
  | { name: 'missing' }

export const paths = {
  home: '/',
  channel: (channelId: string) => `/c/${channelId}`,
  message: (channelId: string, number: number) => `/c/${channelId}/${number}`,
  browse: '/browse',
  settings: '/settings',
} as const

/** What an address shows; `missing` for one that cannot be of the chat. */
export function viewOf(path: string): View {
  // Ids are lower case everywhere; an address may have been written by hand.
  const [first = '', channelId, number, ...rest] = path.toLowerCase().split('/').slice(1)
  if (rest.length > 0) return { name: 'missing' }
  if (first === 'c' && channelId && isId(channelId)) {
    if (number === undefined) return { name: 'channel', channelId }
    const around = parseNumber(number)
    return around === null ? { name: 'missing' } : { name: 'channel', channelId, around }
  }
  if (channelId !== undefined) return { name: 'missing' }
  if (first === '') return { name: 'home' }
  return first === 'browse' || first === 'settings' ? { name: first } : { name: 'missing' }
}

/** The form of a channel's id. Not zod's: this runs in every page, which does without zod. */
export const isId = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)

/** A message's number out of an address: null unless it is one. */
export function parseNumber(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
