import type { Message, MetadataOf } from '@chime/protocol'

/** What messages may carry: anything, or what the server's configuration says (`defineConfig`). */
export type Metadata = Record<string, string | undefined>

/** What they may carry under this configuration; `unknown`: anything. */
export type MetadataUnder<Config> = string extends keyof MetadataOf<Config> ? Metadata : MetadataOf<Config>

/** A message, with what it may carry. It need not carry anything, and may have been sent before that was said. */
export type MessageOf<M extends Metadata> = string extends keyof M
  ? Message
  : Omit<Message, 'metadata'> & { metadata: Partial<M> }

/** Only in the eyes of the compiler: it is the server that lets no message in that carries anything else. */
export function typed<M extends Metadata>(message: Message): MessageOf<M> {
  // A type that depends on one not known yet matches nothing, not even what it will turn out to be.
  return message as unknown as MessageOf<M>
}
