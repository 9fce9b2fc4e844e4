import { pathToFileURL } from 'node:url'
import type { ChimeConfig, MetadataSchema } from '@chime/protocol'
import { ConfigError } from './config.ts'

/**
 * Loads what whoever installed Chime says in a module of their own (`defineConfig`): JavaScript, or TypeScript whose types can be
 * stripped.
 *
 * @param path null: nothing is said
 * @throws ConfigError
 */
export async function loadInstallation(path: string | null): Promise<ChimeConfig> {
  if (path === null) return {}
  const wrong = (text: string) => new ConfigError([`CHIME_CONFIG: ${path} ${text}`])
  const module: { default?: unknown } = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw wrong(`cannot be loaded: ${error instanceof Error ? error.message : error}`)
  })
  const config = module.default
  if (typeof config !== 'object' || config === null) throw wrong('must export what defineConfig returns as its default')
  const unknown = Object.keys(config).find((key) => key !== 'metadata')
  if (unknown !== undefined) throw wrong(`says ${unknown}, which is not known`)
  const metadata = 'metadata' in config ? config.metadata : undefined
  if (metadata !== undefined && !isSchema(metadata)) throw wrong('must have a zod schema as its metadata')
  return { metadata }
}

/** By what it does: the module may have a zod of its own, of another version. */
const isSchema = (value: unknown): value is MetadataSchema =>
  typeof value === 'object' && value !== null && 'safeParse' in value && typeof value.safeParse === 'function'
