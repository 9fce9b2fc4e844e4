/** What the user has begun to write in a channel. */
export type DraftText = { content: string; replyTo: number | null }
