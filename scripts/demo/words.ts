import { readFileSync } from 'node:fs'

/** The words that can replace `{name}` in small talk, by name, from `words.txt`. */
export const words: Readonly<Record<string, readonly string[]>> = readWords(
  readFileSync(new URL('words.txt', import.meta.url), 'utf8'),
)

function readWords(source: string): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  let current: string[] = []
  for (const row of source.split('\n')) {
    if (row.startsWith('= ')) {
      current = []
      lists[row.slice(2)] = current
    } else if (row !== '' && !row.startsWith('#')) {
      current.push(row)
    }
  }
  return lists
}
