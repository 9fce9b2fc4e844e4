import type { RecordedConnection } from './recorded-connection.ts'
import type { CallResult, Recorder } from './recorder.ts'

/**
 * A client of either kind that writes down in the history what it does and shows. Its calls never throw: they return what came
 * of them.
 */
export type RecordedClient = {
  readonly recorder: Recorder
  readonly connection: RecordedConnection
  /** Connects. Resolves when everything is loaded. */
  start(): Promise<void>
  /** Sends a message again and again, until it is acknowledged, refused or given up. */
  send(channelId: string, content: string): Promise<CallResult>
  /** Calls any other mutation. */
  mutate(procedure: string, input: unknown): Promise<CallResult>
  markRead(channelId: string, number: number): Promise<unknown>
  markUnread(channelId: string, number: number): Promise<unknown>
  /** The number of the newest message that this client knows of. */
  newest(channelId: string): number
  shows(channelId: string, number: number): boolean
  /** The numbers of the messages it holds that its own user sent. */
  own(channelId: string): number[]
  /** Writes down what it shows: the newest `depth` messages of each channel. */
  recordViews(depth: number): void
  /** By channel, the number of the oldest message that it holds. */
  held(): ReadonlyMap<string, number>
  /** Loads older messages until it holds them from these numbers on. */
  loadFrom(from: ReadonlyMap<string, number>): Promise<void>
  /** All that it knows, as plain data with sorted keys. Messages before these numbers are left out. */
  state(from: ReadonlyMap<string, number>): unknown
  /** Whether it is still loading or sending something. */
  isBusy(): boolean
  close(): Promise<void>
}

/** The same data with all keys sorted, so that equal states are equal as text. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
