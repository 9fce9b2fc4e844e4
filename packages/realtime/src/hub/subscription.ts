import type { Publication, Topic } from '../bus/bus.ts'

/** A publication that has a place in its topic's order. A hint (typing, a profile) has none. */
export type OrderedPublication = Publication & { after: number; revision: number }

export const isOrdered = (publication: Publication): publication is OrderedPublication =>
  publication.after !== null && publication.revision !== null

/** One stream's subscription to one topic. */
export type Subscription = {
  readonly topic: SubscribedTopic
  readonly subscriber: Subscriber
  /**
   * Publications up to this revision are skipped: the stream has what they tell from its hello, from `joined`, or from
   * rows that were read for it.
   */
  startRevision: number
  /** What the topic publishes while older rows are read for this stream alone; null when none are being read. */
  backlog: OrderedPublication[] | null
}

/** What a topic needs of a stream that subscribes to it. `EventStream` implements it, so that topics need not know streams. */
export interface Subscriber {
  /** The stream subscribes to every channel of its user, also to those joined later. */
  readonly allChannels: boolean
  /** Whether what it takes is written, and not held back or dropped. */
  readonly isLive: boolean
  /** Takes the topic's next publication. Writes nothing yet, so that topics may call it in a loop over their subscribers. */
  take(subscription: Subscription, publication: Publication): void
  /** The same for a publication that begins before `startRevision` and ends after it: only its later events are for this stream. */
  takeTail(subscription: Subscription, publication: OrderedPublication): void
  /**
   * Goes on from `startRevision` with rows that were read for this stream alone, and then with the backlog.
   *
   * @returns whether that reached what the topic has forwarded; if not, more has to be read
   */
  applyMissed(subscription: Subscription, read: OrderedPublication): boolean
  /** The user has joined this channel, and has been told of it up to `revision`: the stream subscribes from there on. */
  join(channel: SubscribedTopic, revision: number): void
  /** The user was removed from this channel, at this revision of it. */
  removedFrom(channel: Topic, revision: number): void
  /** The stream has lost its place in a topic, because too much was missed to push it. It begins anew, with a fresh hello. */
  resync(): void
}

/** What a stream needs of a topic that it subscribes to. `HubTopic` implements it. */
export interface SubscribedTopic {
  readonly name: Topic
  /** Resolves once the bus carries this topic; null when it already does. */
  readonly ready: Promise<void> | null
  /** The revision up to which subscribers were given everything; null while no stream has said where to begin. */
  readonly forwarded: number | null
  subscribe(subscription: Subscription): void
  unsubscribe(subscription: Subscription): void
  /** From `revision` on, live streams need everything. `early` came before that was known. */
  begin(revision: number, early: readonly OrderedPublication[]): void
  /** The topic is known to have reached this revision: what is missing up to there must come soon, or is read. */
  expect(revision: number): void
  /** Reads the topic's head, for a topic that was begun at a revision that may be old by now. Never rejects. */
  compare(): Promise<void>
  /** Ends one `TopicRegistry.retain`. */
  release(): void
}
