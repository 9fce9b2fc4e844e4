import fc from 'fast-check'
import type { z } from 'zod'
import { hostileKeys, hostileValue } from './hostile.ts'
import { mark } from './template.ts'
import { boundsOf, defOf, validInput } from './valid.ts'

/** `valid`: what the schema asks for. `almost`: valid but for one place. `hostile`: anything. */
type Quality = 'valid' | 'almost' | 'hostile'
export type ProcedureInput = { quality: Quality; template: string }

type Fields = Record<string, unknown>
type Change = (input: Fields) => Fields

const textOf = (value: unknown) => JSON.stringify(value) ?? 'null'

/** Draws inputs for one procedure. @param schema undefined: it takes no input */
export function procedureInput(schema: z.ZodType | undefined, procedure: string): fc.Arbitrary<ProcedureInput> {
  const hostile = hostileValue.map((value) => ({ quality: 'hostile' as const, template: textOf(value) }))
  if (!schema) {
    const nothing = fc.constant({ quality: 'valid' as const, template: '' })
    return fc.oneof(nothing, hostile)
  }
  const valid = validInput(schema, procedure)
  const almost = fc.tuple(valid, oneChange(schema)).map(([input, change]) => ({
    quality: 'almost' as const,
    template: textOf(change(input as Fields)), // every procedure takes an object
  }))
  return fc.oneof(
    { arbitrary: valid.map((input) => ({ quality: 'valid' as const, template: textOf(input) })), weight: 4 },
    { arbitrary: almost, weight: 5 },
    { arbitrary: hostile, weight: 1 },
  )
}

/** Spoils one place of an input: a field's value, just beyond its bounds or altogether wrong, or the set of fields. */
function oneChange(schema: z.ZodType): fc.Arbitrary<Change> {
  const shape = Object.entries(defOf(schema).shape ?? {})
  const extra = fc.tuple(hostileKeys, hostileValue).map(([key, value]): Change => {
    // Not `{...input, [key]: value}` alone: an own `__proto__` must become a key of the JSON.
    return (input) => Object.fromEntries([...Object.entries(input), [key, value]])
  })
  if (shape.length === 0) return extra
  const keys = fc.constantFrom(...shape.map(([key]) => key))
  const wrong = fc.tuple(keys, hostileValue).map(
    ([key, value]): Change =>
      (input) => ({ ...input, [key]: value }),
  )
  const missing = keys.map(
    (key): Change =>
      ({ [key]: _, ...rest }) =>
        rest,
  )
  const beyond = fc.constantFrom(...shape).map(
    ([key, field]): Change =>
      (input) => ({ ...input, [key]: beyondBounds(field) }),
  )
  return fc.oneof({ arbitrary: wrong, weight: 4 }, beyond, missing, extra)
}

/** One more than the schema takes. */
function beyondBounds(schema: z.ZodType): unknown {
  const def = defOf(schema)
  if (def.innerType) return beyondBounds(def.innerType)
  const { min, max } = boundsOf(def)
  if (def.type === 'string') return max < 1e6 ? mark('long', max + 1) : mark('long', 0)
  if (def.type === 'array') return max < 1e6 ? mark('wide', max + 1) : mark('wide', 10_000)
  if (def.type === 'number') return max < Number.MAX_SAFE_INTEGER ? max + 1 : min - 1
  return mark('deep', 100)
}
