const keyOf = (userId: string) => `chime.lastChannel.${userId}`

/** The channel that this user had open last in this browser. Null: none, or it is not known. */
export function lastChannel(userId: string): string | null {
  try {
    return window.localStorage.getItem(keyOf(userId))
  } catch {
    // On the server, and where storage is blocked.
    return null
  }
}

/**
 * Remembers the channel, so that the start page leads to it. When the user logs out, `clearUserLocalStorage` forgets it.
 *
 * @param channelId null: forgets the one before
 */
export function rememberChannel(userId: string, channelId: string | null): void {
  try {
    if (channelId === null) window.localStorage.removeItem(keyOf(userId))
    else window.localStorage.setItem(keyOf(userId), channelId)
  } catch {
    // The start page leads to no channel then.
  }
}
