import fc from 'fast-check'
import type { z } from 'zod'
import { mark } from './template.ts'

// The two libraries that draw values from a zod schema know only zod 3, or only valid values. fast-check has all that
// is needed: this file only says which of its arbitraries belongs to which kind of schema.

type Check = {
  check: string
  minimum?: number
  maximum?: number
  value?: number
  inclusive?: boolean
  pattern?: RegExp
}
type Def = {
  type: string
  format?: string
  pattern?: RegExp
  checks?: { _zod: { def: Check } }[]
  innerType?: z.ZodType
  element?: z.ZodType
  in?: z.ZodType
  keyType?: z.ZodType
  valueType?: z.ZodType
  shape?: Record<string, z.ZodType>
  entries?: Record<string, string | number>
  options?: z.ZodType[]
  values?: unknown[]
}
export const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def // zod types them one by one

/** How long what is drawn without need becomes. */
const someChars = 24
const someElements = 4
const idsKnown = 6
const dayS = 24 * 60 * 60

/**
 * Draws input that this schema accepts, or nearly always accepts: what only its own code can check is drawn at random.
 *
 * @param procedure its path, whose noun says what `id` means
 * @throws Error for a kind of schema that no procedure had when this was written
 */
export function validInput(schema: z.ZodType, procedure: string): fc.Arbitrary<unknown> {
  return valid(schema, { procedure, key: '' })
}

type Place = { procedure: string; key: string }

function valid(schema: z.ZodType, place: Place): fc.Arbitrary<unknown> {
  const def = defOf(schema)
  const inner = (part: z.ZodType | undefined, key = place.key) => {
    if (!part) throw new Error(`${place.procedure}: ${def.type} without its inner schema`)
    return valid(part, { ...place, key })
  }
  switch (def.type) {
    case 'object':
      return object(def.shape ?? {}, place)
    case 'optional':
    case 'default':
      return inner(def.innerType)
    case 'nullable':
      return fc.option(inner(def.innerType), { freq: 4 })
    case 'pipe':
      return inner(def.in)
    case 'array': {
      const { min, max } = boundsOf(def)
      return fc.array(inner(def.element), { minLength: min, maxLength: Math.min(max, min + someElements) })
    }
    case 'record':
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), inner(def.valueType), { maxKeys: someElements })
    case 'string':
      return text(def, place)
    case 'number':
      return number(def)
    case 'boolean':
      return fc.boolean()
    case 'union':
      return fc.oneof(...(def.options ?? []).map((option) => inner(option)))
    case 'literal':
      return fc.constantFrom(...(def.values ?? []))
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries ?? {}))
    default:
      throw new Error(`${place.procedure}: no input can be drawn for a schema of the kind ${def.type}`)
  }
}

function object(shape: Record<string, z.ZodType>, place: Place): fc.Arbitrary<unknown> {
  const entries = Object.entries(shape)
  const isNeeded = ([, field]: [string, z.ZodType]) => !['optional', 'default'].includes(defOf(field).type)
  const needed = entries.filter(isNeeded).map(([key]) => key)
  const fields = (names: string[]) =>
    Object.fromEntries(
      entries.filter(([key]) => names.includes(key)).map(([key, field]) => [key, valid(field, { ...place, key })]),
    )
  // Fields that may be left out often exclude each other, so half of the inputs have none of them.
  return fc.oneof(
    fc.record(fields(needed), { noNullPrototype: true }),
    fc.record(fields(entries.map(([key]) => key)), { requiredKeys: needed, noNullPrototype: true }),
  )
}

function text(def: Def, { procedure, key }: Place): fc.Arbitrary<unknown> {
  const pattern = def.checks?.map((check) => check._zod.def.pattern).find((found) => found !== undefined)
  if (def.format === 'uuid') {
    if (key === 'clientId') return fc.constant(mark('fresh', 0))
    const noun = key === 'id' ? (procedure.split('.')[0] ?? '') : nounOf(key)
    return fc.oneof({ arbitrary: fc.nat(idsKnown - 1).map((i) => mark(noun, i)), weight: 9 }, fc.uuid())
  }
  if (def.format === 'email') return fc.stringMatching(/^[a-z]{8,12}@example\.com$/)
  if (def.format === 'url') return fc.webUrl()
  if (def.format === 'datetime') return fc.integer({ min: -60, max: 30 * dayS }).map((seconds) => mark('now', seconds))
  if (key === 'password') return fc.constantFrom('battery horse staple', 'passwörter sind lang')
  if (key === 'timeZone') return fc.constantFrom('Europe/Berlin', 'UTC', 'America/St_Johns')
  if (key === 'emoji') return fc.constantFrom('👍', '🎉', '❤️')
  if (key === 'code' && procedure.startsWith('invites.')) return fc.nat(idsKnown - 1).map((i) => mark('codes', i))
  // What a filter refuses, it refuses to everybody: nobody who is served meanwhile writes such words, or links to them.
  if (key === 'pattern' && procedure.startsWith('filters.')) return fc.stringMatching(/^zq[a-z]{4,12}\.example$/)
  const { min, max } = boundsOf(def)
  if (pattern) return fc.stringMatching(/^[a-z][a-z0-9]{5,20}$/)
  return fc.oneof(
    fc.string({ unit: 'grapheme', minLength: min, maxLength: Math.min(max, min + someChars) }),
    fc.string({ unit: 'grapheme-ascii', minLength: min, maxLength: Math.min(max, min + someChars) }),
    fc.constant('x'.repeat(Math.min(max, 5_000))),
  )
}

function number(def: Def): fc.Arbitrary<unknown> {
  const { min, max } = boundsOf(def)
  return fc.oneof(
    { arbitrary: fc.integer({ min: Math.max(min, 0), max: Math.max(min, Math.min(max, 10)) }), weight: 4 },
    fc.constantFrom(min, max),
  )
}

/** The bounds that a schema's checks name, both included. */
export function boundsOf(def: Def): { min: number; max: number } {
  let [min, max] = [0, Number.MAX_SAFE_INTEGER]
  for (const { _zod } of def.checks ?? []) {
    const { check, minimum, maximum, value, inclusive } = _zod.def
    const step = inclusive ? 0 : 1
    if (check === 'min_length' && minimum !== undefined) min = minimum
    if (check === 'max_length' && maximum !== undefined) max = maximum
    if (check === 'greater_than' && value !== undefined) min = value + step
    if (check === 'less_than' && value !== undefined) max = value - step
  }
  return { min, max }
}

/** `toChannelId` → `channels`: whose ids a field takes. */
function nounOf(key: string): string {
  const name = key.replace(/Ids?$/, '').toLowerCase()
  if (name.endsWith('channel')) return 'channels'
  if (['member', 'user', 'successor'].includes(name)) return 'users'
  if (['attachment', 'avatar'].includes(name)) return 'attachments'
  return `${name}s`
}
