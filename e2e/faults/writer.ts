import { createWriteStream } from 'node:fs'
import type { Entry } from './history.ts'

type WithoutTime<T> = T extends Entry ? Omit<T, 'at'> & { at?: number } : never
/** An entry whose time is filled in when it is written. */
export type NewEntry = WithoutTime<Entry>

export type HistoryWriter = {
  /** Stamps it with the run's clock, unless it has a time. */
  write(entry: NewEntry): void
  now(): number
  /** Resolves when all of it is in the file. */
  close(): Promise<void>
}

const flushAtChars = 64 * 1_024
const flushEveryMs = 250

/** One process writes one file; `mergeHistories` makes one of them. What a killed process had not flushed is lost. */
export function historyWriter(file: string, now: () => number): HistoryWriter {
  const stream = createWriteStream(file, { flags: 'a' })
  let text = ''
  const flush = () => {
    if (text !== '') stream.write(text)
    text = ''
  }
  const timer = setInterval(flush, flushEveryMs).unref()
  return {
    now,
    write(entry) {
      text += `${JSON.stringify({ at: now(), ...entry })}\n`
      if (text.length > flushAtChars) flush()
    },
    close() {
      clearInterval(timer)
      flush()
      return new Promise((resolve, reject) => stream.end((error?: Error | null) => (error ? reject(error) : resolve())))
    },
  }
}
