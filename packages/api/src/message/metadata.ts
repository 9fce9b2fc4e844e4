import { type MetadataSchema, metadata as wireMetadata } from '@chime/protocol'
import { Refusal } from '../errors.ts'

type Metadata = Record<string, string>

/**
 * Checks a new message's metadata against the schema of this installation (`CHIME_CONFIG`). A message without metadata
 * is always accepted.
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

/**
 * The same for metadata that was sent earlier, perhaps under another schema. Metadata that does not fit the schema any
 * more is dropped.
 */
export function fitMetadata(schema: MetadataSchema | undefined, metadata: Metadata): Metadata {
  if (schema === undefined || Object.keys(metadata).length === 0) return metadata
  const checked = parse(schema, metadata)
  return 'metadata' in checked ? checked.metadata : {}
}

type Checked = { metadata: Metadata } | { path: PropertyKey[]; message: string }

function parse(schema: MetadataSchema, metadata: Metadata): Checked {
  const parsed = schema.safeParse(metadata)
  // A schema may transform the values. What comes out must again be strings, and within the limits of the API.
  const stored = parsed.success ? wireMetadata.safeParse(withoutUndefined(parsed.data)) : parsed
  if (stored.success) return { metadata: stored.data }
  const [issue] = stored.error.issues
  return { path: issue ? fieldOf(issue) : [], message: issue?.message ?? 'is wrong' }
}

/** For an unknown key, zod gives the key beside the path and not in it. */
function fieldOf(issue: { path: PropertyKey[]; keys?: unknown }): PropertyKey[] {
  const [key] = Array.isArray(issue.keys) ? issue.keys : []
  return typeof key === 'string' ? [...issue.path, key] : issue.path
}

const withoutUndefined = (data: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
