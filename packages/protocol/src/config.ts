import type { z } from 'zod'

/**
 * A schema that accepts what a message's `metadata` may carry and outputs strings by name: its output is stored and
 * sent.
 */
export type MetadataSchema = z.ZodType<Record<string, string | undefined>>

/** The configuration that an installation writes in a module of its own. `CHIME_CONFIG` names the module. */
export type ChimeConfig<Metadata extends MetadataSchema = MetadataSchema> = {
  /**
   * What messages may carry. The server refuses any other metadata and names the field; a message without metadata is
   * always accepted. Without a schema, any strings are allowed. The schema must not be asynchronous.
   */
  metadata?: Metadata
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
