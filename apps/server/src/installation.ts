import { pathToFileURL } from 'node:url'
import type { ChimeConfig, MetadataSchema, TextFilter } from '@chime/protocol'
import { ConfigError } from './config.ts'

/**
 * Loads the module in which the people who run Chime configure it in code (`defineConfig`). It is JavaScript, or
 * TypeScript whose types Node can strip.
 *
 * @param path null: there is no such module
 * @throws ConfigError when the module cannot be loaded or exports something else
 */
export async function loadInstallation(path: string | null): Promise<ChimeConfig> {
  if (path === null) return {}
  const wrong = (text: string) => new ConfigError([`CHIME_CONFIG: ${path} ${text}`])
  const module: { default?: unknown } = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw wrong(`cannot be loaded: ${error instanceof Error ? error.message : error}`)
  })
  const config = module.default
  if (typeof config !== 'object' || config === null) throw wrong('must export what defineConfig returns as its default')
  const unknown = Object.keys(config).find((key) => key !== 'metadata' && key !== 'filter')
  if (unknown !== undefined) throw wrong(`says ${unknown}, which is not known`)
  const metadata = 'metadata' in config ? config.metadata : undefined
  if (metadata !== undefined && !isSchema(metadata)) throw wrong('must have a zod schema as its metadata')
  const filter = 'filter' in config ? config.filter : undefined
  if (filter !== undefined && !isFilter(filter)) throw wrong('must have a function as its filter')
  return { metadata, filter }
}

/** What it returns is not known before it is asked. */
const isFilter = (value: unknown): value is TextFilter => typeof value === 'function'

/** Checks what the value can do, not its class: the module may import another version of zod than we do. */
const isSchema = (value: unknown): value is MetadataSchema =>
  typeof value === 'object' && value !== null && 'safeParse' in value && typeof value.safeParse === 'function'
