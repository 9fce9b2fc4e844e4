import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Entry } from './entry.ts'

/** Reads a history line by line, because it may be larger than memory. */
export async function* readHistory(file: string): AsyncGenerator<Entry> {
  // Our own writer wrote each line from an Entry.
  for await (const { line } of linesOf(file)) yield JSON.parse(line) as Entry
}

/** Merges the histories that the processes wrote, each ordered by time, into one that is too. */
export async function mergeHistories(files: readonly string[], into: string): Promise<void> {
  const out = createWriteStream(into)
  const readers = files.map((file) => linesOf(file))
  const heads = await Promise.all(readers.map(async (reader) => (await reader.next()).value ?? null))
  for (;;) {
    let first = -1
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i]
      if (head && (first < 0 || head.at < (heads[first]?.at ?? Number.POSITIVE_INFINITY))) first = i
    }
    const head = heads[first]
    if (!head) break
    if (!out.write(`${head.line}\n`)) await once(out, 'drain')
    heads[first] = (await readers[first]?.next())?.value ?? null
  }
  out.end()
  await once(out, 'finish')
}

async function* linesOf(file: string): AsyncGenerator<{ at: number; line: string }, undefined> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    const at = /^\{"at":([\d.]+)/.exec(line)?.[1]
    if (at !== undefined) yield { at: Number(at), line }
  }
}
