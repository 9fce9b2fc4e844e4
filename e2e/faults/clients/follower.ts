import type { Done, Recorder } from './recorder.ts'
import type { Wire } from './socket.ts'

/** A client of either kind, as the players use it. Calls never throw: what came of them is returned, and written down. */
export type Follower = {
  readonly recorder: Recorder
  readonly wire: Wire
  /** Connects; resolves when everything is known. */
  start(): Promise<void>
  /** Sends until it is acknowledged or refused, or given up. */
  send(channelId: string, content: string): Promise<Done>
  /** Any other procedure that changes something. */
  mutate(procedure: string, input: unknown): Promise<Done>
  markRead(channelId: string, number: number): Promise<unknown>
  markUnread(channelId: string, number: number): Promise<unknown>
  /** The newest message's number, as far as this client knows. */
  newest(channelId: string): number
  shows(channelId: string, number: number): boolean
  /** Numbers of its user's own messages that it holds. */
  own(channelId: string): number[]
  /** Writes down what it shows: of each channel the newest so many. */
  look(depth: number): void
  /** The first number that is held of each channel. */
  held(): ReadonlyMap<string, number>
  /** Loads older messages until these are held. */
  loadFrom(from: ReadonlyMap<string, number>): Promise<void>
  /** Plain data with sorted keys; of messages, those from these numbers on. */
  state(from: ReadonlyMap<string, number>): unknown
  /** Whether something is still being fetched or sent. */
  isBusy(): boolean
  close(): Promise<void>
}

/** The same with its keys in order, so that equal states are equal texts. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
