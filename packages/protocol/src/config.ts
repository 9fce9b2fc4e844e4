import type { z } from 'zod'

/**
 * A schema that accepts what a message's `metadata` may carry and outputs strings by name: its output is stored and
 * sent.
 */
export type MetadataSchema = z.ZodType<Record<string, string | undefined>>

/** A text that somebody writes for others to see, before it is stored. */
export type FilteredText = {
  text: string
  /** As the input calls it: `content`, `name`, `options` … */
  field: string
  /** Who writes it. Null: somebody who is just registering. */
  userId: string | null
  /** Null: it belongs to no channel. */
  channelId: string | null
}

/** Judges a text. A string refuses it, and tells the person why; null or undefined lets it pass. */
export type TextFilter = (text: FilteredText) => string | null | undefined

/** The configuration that an installation writes in a module of its own. `CHIME_CONFIG` names the module. */
export type ChimeConfig<Metadata extends MetadataSchema = MetadataSchema> = {
  /**
   * What messages may carry. The server refuses any other metadata and names the field; a message without metadata is
   * always accepted. Without a schema, any strings are allowed. The schema must not be asynchronous.
   */
  metadata?: Metadata
  /**
   * A filter of one's own, beside those that admins make: it is asked about every text that others will see, after
   * theirs let it pass. It must not be asynchronous, and every message waits for it. If it throws, nothing is stored.
   */
  filter?: TextFilter
}

/**
 * Makes the default export of the configuration module. It returns its argument; what matters is the type, from which
 * clients know the metadata:
 *
 *     import type config from './chime.config.ts'
 *     const chime = createChime<typeof config>({ url })
 */
export const defineConfig = <Config extends ChimeConfig>(config: Config): Config => config

/** The type of a message's metadata in an installation with this configuration. */
export type MetadataOf<Config> = Config extends { metadata: infer Metadata extends MetadataSchema }
  ? z.output<Metadata>
  : Record<string, string>
