import type { MessagesSearchInput, SearchPage } from '@chime/protocol'
import { readerZone } from './reader-zone.ts'

/**
 * Yields one page of results after the other. A page is only asked for when the caller wants it; the generator ends
 * after the last one.
 */
export async function* searchPages(
  ask: (input: MessagesSearchInput) => Promise<SearchPage>,
  input: MessagesSearchInput,
): AsyncGenerator<SearchPage, void, void> {
  for (let cursor = input.cursor; ; ) {
    const page = await ask({ ...readerZone(input.query), ...input, ...(cursor !== undefined && { cursor }) })
    yield page
    if (page.cursor === null) return
    cursor = page.cursor
  }
}
