/** What a page can show of a file, or why it cannot. */
export type FileState = {
  /** Null: it is not fetched yet. */
  url: string | null
  /** Why it cannot be had, in words for people. It is asked for again when somebody subscribes anew. */
  error: string | null
}

export const notFetched: FileState = { url: null, error: null }
