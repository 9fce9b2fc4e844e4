import { createWriteStream } from 'node:fs'
import type { Entry } from './entry.ts'

type WithoutTime<T> = T extends Entry ? Omit<T, 'at'> & { at?: number } : never
/** An entry that gets its time when it is written, unless it has one. */
export type NewEntry = WithoutTime<Entry>

export type HistoryWriter = {
  write(entry: NewEntry): void
  now(): number
  /** Resolves when everything is in the file. */
  close(): Promise<void>
}

const flushAtChars = 64 * 1_024
const flushEveryMs = 250

/** Appends to a file that only this process writes. What a killed process had not flushed yet is lost. */
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
