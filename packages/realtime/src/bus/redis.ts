import type { Log } from '@chime/protocol'
import { connectRedis, firstAttempt, redisLimits } from '../redis/connection.ts'
import { createRedisSubscriber } from '../redis/subscriber.ts'
import { createThrottledLog } from '../throttled-log.ts'
import type { Bus, Publication, Topic } from './bus.ts'

export type RedisBusOptions = {
  /** Redis or Valkey 7+. */
  url: string
  log: Log
  /** @default 'chime:' */
  keyPrefix?: string
}

/**
 * The bus between nodes, with one Redis channel per topic. Connects by itself; `healthy` tells whether it is connected.
 *
 * A message is one line of JSON, which is the envelope without the topic and the events, and then the events as they
 * are, so that a node can hand them on without parsing them.
 */
export function createRedisBus({ url, log, keyPrefix = 'chime:' }: RedisBusOptions): Bus {
  const prefix = `${keyPrefix}bus:`
  const publisher = connectRedis({ url, log, name: 'chime-publish' })
  const warn = createThrottledLog(log, redisLimits.logMs)
  const started = firstAttempt(publisher, redisLimits.commandMs)
  let onPublication: (publication: Publication) => void = () => {}
  let onRecovered = () => {}
  const subscriber = createRedisSubscriber({
    url,
    log,
    name: 'chime-subscribe',
    prefix,
    publish: (channel, text) => publisher.publish(channel, text),
    onMessage(channel, text) {
      // Only topics are ever subscribed to, so the channel's name is a topic.
      const publication = decode(channel as Topic, text)
      if (publication === null) warn(new Error('not an envelope'), 'Redis carries a publication that is none')
      else onPublication(publication)
    },
    onRecovered: () => onRecovered(),
  })

  return {
    async publish(publication) {
      // A node that has just started waits for its first connection, and so keeps the order. Later it fails at once.
      if (publisher.status !== 'ready') await started
      await publisher.publish(prefix + publication.topic, encode(publication))
    },
    subscribe: (topics) => subscriber.add(topics),
    unsubscribe: (topics) => subscriber.remove(topics),
    onPublication(listener) {
      onPublication = listener
    },
    onRecovered(listener) {
      onRecovered = listener
    },
    healthy: () => publisher.status === 'ready' && subscriber.healthy(),
    echoes: () => subscriber.echoes(),
    subscriptions: () => subscriber.size(),
    async close() {
      publisher.disconnect()
      subscriber.close()
    },
  }
}

function encode({ topic: _, events, ...envelope }: Publication): string {
  return `${JSON.stringify(envelope)}\n${events}`
}

/** Null for what none of our nodes has sent. Keys that a newer node may have added are kept and ignored. */
function decode(topic: Topic, text: string): Publication | null {
  const end = text.indexOf('\n')
  if (end < 0) return null
  let envelope: unknown
  try {
    envelope = JSON.parse(text.slice(0, end))
  } catch {
    return null
  }
  return isEnvelope(envelope) ? { ...envelope, topic, events: text.slice(end + 1) } : null
}

type Envelope = Omit<Publication, 'topic' | 'events'>

function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null) return false
  const { after, revision, removed, except, joined, left, memberOf, endedSessions } = value as Record<
    keyof Envelope,
    unknown
  >
  return (
    isRevision(after) &&
    isRevision(revision) &&
    (removed === undefined || isStrings(removed)) &&
    (except === undefined || typeof except === 'string' || isStrings(except)) &&
    (joined === undefined || isJoined(joined)) &&
    (left === undefined || isStrings(left)) &&
    (memberOf === undefined || isStrings(memberOf)) &&
    (endedSessions === undefined || isStrings(endedSessions))
  )
}

const isRevision = (value: unknown) => value === null || Number.isSafeInteger(value)
const isStrings = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string')
const isJoined = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  'channelId' in value &&
  typeof value.channelId === 'string' &&
  'revision' in value &&
  Number.isSafeInteger(value.revision)
