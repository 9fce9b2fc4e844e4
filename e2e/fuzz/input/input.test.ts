import { appRouter } from '@chime/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { procedureInput } from './procedure-input.ts'
import { fillIn, mark } from './template.ts'

type Flat = Record<string, { _def: { inputs: z.ZodType[] } }>
const procedures = Object.entries(appRouter._def.procedures as unknown as Flat) // tRPC's types do not show the schemas
const resolve = () => '11111111-1111-4111-8111-111111111111'

describe('the inputs of a procedure', () => {
  const withInput = procedures.flatMap(([path, { _def }]) =>
    _def.inputs.slice(0, 1).map((schema) => ({ path, schema })),
  )

  it.each(withInput)('$path: many that are called valid are, and nearly all others are not', ({ path, schema }) => {
    const drawn = fc.sample(procedureInput(schema, path), { seed: 5, numRuns: 200 })
    const share = (quality: string) => {
      const some = drawn.filter((one) => one.quality === quality)
      const taken = some.filter(({ template }) => schema.safeParse(parsed(fillIn(template, resolve))).success)
      return taken.length / some.length
    }
    // What several fields must be together, the schemas' own code checks.
    expect(share('valid')).toBeGreaterThan(0.15)
    expect(share('almost')).toBeLessThan(0.7)
    expect(share('hostile')).toBeLessThan(0.5)
  })

  it('are the same for the same seed', () => {
    const [one] = withInput
    if (!one) throw new Error('there are many')
    const draw = () => fc.sample(procedureInput(one.schema, one.path), { seed: 9, numRuns: 20 })
    expect(draw()).toEqual(draw())
  })

  it('cannot be drawn for a kind of schema that nobody has thought of', () => {
    expect(() => procedureInput(z.strictObject({ a: z.map(z.string(), z.string()) }), 'a.b')).toThrow('of the kind map')
  })
})

it('unions and literals are drawn from', () => {
  const schema = z.strictObject({ a: z.union([z.literal('x'), z.int().min(3).max(4)]) })
  for (const { quality, template } of fc.sample(procedureInput(schema, 'a.b'), { seed: 1, numRuns: 50 }))
    if (quality === 'valid') expect(schema.safeParse(parsed(template)).success, template).toBe(true)
})

it('marks become what JSON.stringify does not write, and everything else stays', () => {
  const template = JSON.stringify([
    mark('raw', '1e999'),
    mark('deep', 3),
    mark('wide', 2),
    mark('long', 4),
    mark('users', 0),
  ])
  expect(fillIn(template, resolve)).toBe(`[1e999,[[[]]],[null,null],"xxxx","${resolve()}"]`)
  expect(fillIn('{"a":"⟦b"}', resolve)).toBe('{"a":"⟦b"}')
})

/** As the server reads it. */
const parsed = (json: string): unknown => JSON.parse(json)
