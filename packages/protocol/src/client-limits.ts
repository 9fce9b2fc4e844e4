/** Those of `limits` that the typed client keeps to by itself. They are apart so that a bundle of it has no others. */
export const clientLimits = {
  contentMax: 8_000,
  /** How many user ids are listed for each emoji: the first who reacted with it. */
  reactionUsersMax: 50,
  pollVotersMax: 50,
  pageMax: 100,
  /** `users.get`, `presence.get`, `presence.subscribe`. */
  idsMax: 100,
  /** `mentions` stops counting here. */
  mentionsCountedMax: 100,
  frameBytesMax: 1024 * 1024,
  batchCallsMax: 100,
  subscriptionsPerSocketMax: 20,
  typingMs: 6_000,
} as const
