import { type MetadataSchema, metadata as wireMetadata } from '@chime/protocol'
import { Refusal } from '../errors.ts'

type Metadata = Record<string, string>

/**
 * What a message is to carry, as the installation's schema has it (`CHIME_CONFIG`). Who sends none need not have any.
 *
 * @throws Refusal `INVALID_INPUT` naming the field, as `metadata.x`
 */
export function checkMetadata(schema: MetadataSchema | undefined, metadata: Metadata | undefined): Metadata {
  if (schema === undefined || metadata === undefined) return metadata ?? {}
  const checked = parse(schema, metadata)
  if ('metadata' in checked) return checked.metadata
  const field = ['metadata', ...checked.path].join('.')
  throw new Refusal('INVALID_INPUT', `${field}: ${checked.message}`, { field })
}

/** The same for what was sent before, perhaps under another schema: what does not fit any more is left out. */
export function fitMetadata(schema: MetadataSchema | undefined, metadata: Metadata): Metadata {
  if (schema === undefined || Object.keys(metadata).length === 0) return metadata
  const checked = parse(schema, metadata)
  return 'metadata' in checked ? checked.metadata : {}
}

type Checked = { metadata: Metadata } | { path: PropertyKey[]; message: string }

function parse(schema: MetadataSchema, metadata: Metadata): Checked {
  const parsed = schema.safeParse(metadata)
  // What a schema turns into something else must be strings again, and within the limits of the wire.
  const stored = parsed.success ? wireMetadata.safeParse(withoutUndefined(parsed.data)) : parsed
  if (stored.success) return { metadata: stored.data }
  const [issue] = stored.error.issues
  return { path: issue ? fieldOf(issue) : [], message: issue?.message ?? 'is wrong' }
}

/** A key that is not known stands beside the path, not in it. */
function fieldOf(issue: { path: PropertyKey[]; keys?: unknown }): PropertyKey[] {
  const [key] = Array.isArray(issue.keys) ? issue.keys : []
  return typeof key === 'string' ? [...issue.path, key] : issue.path
}

const withoutUndefined = (data: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
