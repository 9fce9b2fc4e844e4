import type { z } from 'zod'

/** Takes what a message's `metadata` carries, and gives strings by name: that is what is stored and sent. */
export type MetadataSchema = z.ZodType<Record<string, string | undefined>>

/** What whoever installs Chime says in a module of their own, which `CHIME_CONFIG` names. */
export type ChimeConfig<Metadata extends MetadataSchema = MetadataSchema> = {
  /**
   * What messages may carry. The server refuses any other metadata, naming the field; it does not ask a message to have
   * some. Without a schema: any strings. It must not be asynchronous.
   */
  metadata?: Metadata
}

/**
 * The default export of such a module. It returns what it is given; its type is what clients know the metadata by:
 *
 *     import type config from './chime.config.ts'
 *     const chime = createChime<typeof config>({ url })
 */
export const defineConfig = <Config extends ChimeConfig>(config: Config): Config => config

/** What a message may carry in an installation with this configuration. */
export type MetadataOf<Config> = Config extends { metadata: infer Metadata extends MetadataSchema }
  ? z.output<Metadata>
  : Record<string, string>
