import type { SearchInput, SearchPage } from './server.ts'

/** Page after page of what was found, each asked for when it is wanted; ends after the last. */
export async function* searchPages(
  ask: (input: SearchInput) => Promise<SearchPage>,
  input: SearchInput,
): AsyncGenerator<SearchPage, void, void> {
  for (let cursor = input.cursor; ; ) {
    const page = await ask({ ...input, ...(cursor !== undefined && { cursor }) })
    yield page
    if (page.cursor === null) return
    cursor = page.cursor
  }
}
