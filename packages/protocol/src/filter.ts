import { z } from 'zod'
import { type IdKey, id, idKey, line, time } from './fields.ts'
import { fold } from './fold.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/** `word`: words as people read them. `link`: where links lead. */
export type FilterKind = 'word' | 'link'
export const FilterKind: Schema<FilterKind> = exactly(z.enum(['word', 'link']))

/** `refuse`: what matches cannot be written. `allow`: an exception, which wins over every `refuse` that matches it too. */
export type FilterAction = 'refuse' | 'allow'
export const FilterAction: Schema<FilterAction> = exactly(z.enum(['refuse', 'allow']))

/** What people may not write on this server, or an exception from that. */
export interface Filter {
  id: string
  kind: FilterKind
  /**
   * Of a word: whole words in any spelling that people take for the same; `*` at an end stands for the rest of the word.
   * Of a link: a domain, with all below it, or `example.com/path`; `*` is every link.
   */
  pattern: string
  action: FilterAction
  createdBy: string | null
  createdAt: string
}
export const Filter: Schema<Filter> = exactly(
  z.strictObject({
    ...idKey,
    kind: FilterKind,
    pattern: z.string(),
    action: FilterAction,
    createdBy: id.nullable(),
    createdAt: time,
  }),
)

const pattern = line(limits.filterPatternMax)

/** What is wrong with the pattern; null for nothing. For forms, which say so before they ask the server. */
export function wrongPattern(kind: FilterKind, written: string): string | null {
  if (kind === 'link') {
    return written === '*' || linkPattern(written) ? null : 'must be a domain such as example.com, or * for every link'
  }
  const inner = written.replace(/^\*|\*$/g, '')
  if (inner.includes('*')) return '* may only stand at the beginning or the end'
  return fold(inner) === '' ? 'must have more than *' : null
}

type Address = { readonly hostname: string; readonly pathname: string }
/** It is there wherever JavaScript runs, but none of the types that this package may use names it. */
declare const URL: { canParse(text: string): boolean; new (text: string): Address }

/** The address that a pattern for links means, without its scheme; null if it means none. */
export function linkPattern(written: string): Address | null {
  const bare = written
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^\*\./, '')
  const url =
    /^[^\s@?#:*]+\.[^\s@?#:*]+$/.test(bare) && URL.canParse(`http://${bare}`) ? new URL(`http://${bare}`) : null
  return url?.hostname.includes('.') ? url : null
}

function mustMatch<T extends { kind: FilterKind; pattern: string }>({ kind, pattern }: T, context: z.RefinementCtx) {
  const message = wrongPattern(kind, pattern)
  if (message !== null) context.addIssue({ code: 'custom', path: ['pattern'], message })
}

/** Only admins of the server. In the order of the patterns. */
export const filtersList: Schemas<undefined, Filter[]> = { output: z.array(Filter) }

export interface FiltersCreateInput {
  kind: FilterKind
  pattern: string
  action: FilterAction
}
/** Only admins of the server. It holds on every node within seconds; what was written before stays. */
export const filtersCreate: Schemas<FiltersCreateInput, Filter> = {
  input: exactly(z.strictObject({ kind: FilterKind, pattern, action: FilterAction }).superRefine(mustMatch)),
  output: Filter,
}

export interface FiltersUpdateInput extends IdKey, FiltersCreateInput {}
/** Only admins of the server. */
export const filtersUpdate: Schemas<FiltersUpdateInput, Filter> = {
  input: exactly(z.strictObject({ ...idKey, kind: FilterKind, pattern, action: FilterAction }).superRefine(mustMatch)),
  output: Filter,
}

/** Only admins of the server. */
export const filtersDelete: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }
