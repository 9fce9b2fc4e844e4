/** A place in the chat that a part leads to: by a link, or by itself after something was done. */
export type Place =
  /** No conversation. `left`: the channel that I have just left, which is therefore not the one to go back to. */
  | { name: 'start'; left?: string }
  | { name: 'channel'; channelId: string }
  /** A channel at one message. */
  | { name: 'message'; channelId: string; number: number }
  /** A channel with the thread of one message. */
  | { name: 'thread'; channelId: string; number: number }
  | { name: 'invite'; code: string }

const prefix = '#chime/'

/** The address of a place where the app has none of its own: the part of the address from the `#` on. */
export function hashOf(place: Place): string {
  const parts = [
    place.name,
    ...('channelId' in place ? [place.channelId] : []),
    ...('number' in place ? [String(place.number)] : []),
    ...('code' in place ? [encodeURIComponent(place.code)] : []),
  ]
  return prefix + parts.join('/')
}

/** The place that `hashOf` gave this address; null for any other address. */
export function placeOfHash(hash: string): Place | null {
  if (!hash.startsWith(prefix)) return null
  const [name, id = '', number = ''] = hash.slice(prefix.length).split('/')
  switch (name) {
    case 'start':
      return { name }
    case 'channel':
      return id ? { name, channelId: id } : null
    case 'message':
    case 'thread':
      return id && /^[1-9]\d{0,14}$/.test(number) ? { name, channelId: id, number: Number(number) } : null
    case 'invite':
      return id ? { name, code: decodeURIComponent(id) } : null
    default:
      return null
  }
}
