import type { Message, MetadataOf } from '@chime/protocol'

/** What messages may carry: anything, or what the server's configuration allows (`defineConfig`). */
export type Metadata = Record<string, string | undefined>

/** What messages may carry under this configuration; `unknown` allows anything. */
export type MetadataUnder<Config> = string extends keyof MetadataOf<Config> ? Metadata : MetadataOf<Config>

/**
 * A message with typed metadata. Every field is optional, because a message may have none, or may be older than the
 * configuration.
 */
export type MessageOf<M extends Metadata> = string extends keyof M
  ? Message
  : Omit<Message, 'metadata'> & { metadata: Partial<M> }
