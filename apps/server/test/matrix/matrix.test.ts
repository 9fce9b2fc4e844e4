import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createKey } from '../server-key/fixture.ts'
import { ask as call, known, type Procedure, procedures } from './calls.ts'
import { createFixture, type Fixture, type Kind, roles } from './fixture.ts'
import { rows } from './rows.ts'
import type { Verdicts } from './verdicts.ts'

let node: OneNode
let serverKey: string
beforeAll(async () => {
  node = await oneNode()
  serverKey = (await createKey(node)).key
})
afterAll(() => node.stop())

const ask = (procedure: Procedure, fixture: Fixture, input: unknown) => call(node.url, procedure, fixture, input)

describe('who may call what', () => {
  it('is said for every procedure, and for nothing else', () => {
    expect(Object.keys(rows).sort()).toEqual(procedures.map(({ path }) => path).sort())
    for (const { path, row, schema } of procedures)
      expect([path, row?.input !== undefined]).toEqual([path, schema !== undefined])
  })

  it.each(known)('$path', async (procedure) => {
    const { input, verdicts } = procedure.row
    const byKind: [Kind, Verdicts][] =
      'group' in verdicts
        ? [
            ['group', verdicts.group],
            ['public', verdicts.public],
            ['announcement', verdicts.announcement],
          ]
        : [['group', verdicts]]
    for (const [kind, expected] of byKind) {
      const got = []
      for (const role of roles) {
        const fixture = await createFixture(node, kind, role)
        got.push((await ask(procedure, fixture, input?.(fixture))).verdict)
      }
      expect({ kind, got }).toEqual({ kind, got: expected })
    }
  })

  const ofChannels = known.filter(({ row }) => 'group' in row.verdicts)
  it.each(ofChannels)("$path: someone else's channel is as one that does not exist", async (procedure) => {
    const fixture = await createFixture(node, 'group', 'outsider')
    const theirs = await ask(procedure, fixture, procedure.row.input?.(fixture))
    const nothing = await ask(procedure, fixture, procedure.row.input?.({ ...fixture, channelId: crypto.randomUUID() }))
    expect(theirs.verdict).toBe('NOT_FOUND')
    expect(theirs).toEqual(nothing)
  })
})

const long = 'x'.repeat(10_000)
const wrongStrings = [7, true, null, {}, [], '', long, 'nul \u0000', 'lone \ud800']
const wrongNumbers = ['7', true, null, {}, [], -1, 1.5, 2 ** 53, -(2 ** 53), 1e308]

/** Wrong values to try in place of this good one. */
function wrongFor(value: unknown): unknown[] {
  if (typeof value === 'string') return wrongStrings
  if (typeof value === 'number') return wrongNumbers
  if (Array.isArray(value)) {
    const tooMany = Array.from({ length: 1_001 }, () => crypto.randomUUID())
    return [7, 'x', null, {}, { length: 1 }, tooMany, ...wrongStrings.map((wrong) => [wrong])]
  }
  return [
    7,
    'x',
    null,
    [],
    ...wrongStrings.filter((wrong) => wrong !== '').map((wrong) => ({ key: wrong })),
    { '\u0000': 'x' },
  ]
}

const shapeOf = (schema: z.ZodType): object =>
  schema instanceof z.ZodDefault
    ? shapeOf(schema.unwrap() as z.ZodType)
    : schema instanceof z.ZodObject
      ? schema.shape
      : {}
/**
 * Whether this value is allowed for the key after all: some queries may be empty, and some keys are cleared with null.
 */
const takes = (schema: z.ZodType, key: string, value: unknown) => {
  const field = (shapeOf(schema) as Record<string, z.ZodType>)[key]
  return field?.safeParse(value).success === true
}

describe('bad input is refused, with its field', () => {
  const withInput = known.filter(({ schema }) => schema !== undefined)
  it.each(withInput)('$path', async (procedure) => {
    const { row, schema } = procedure
    if (!schema || !row.input) throw new Error('has no input')
    const fixture = await createFixture(node, 'group', 'owner')
    if (row.serverKey && fixture.actor) fixture.actor.token = serverKey
    const good = row.input(fixture)
    const values = { ...good, ...row.either }
    expect(Object.keys(values).sort()).toEqual(Object.keys(shapeOf(schema)).sort())

    for (const input of [null, 7, 'x', true, [], [good], ...(row.allOptional ? [] : [{}])]) {
      expect((await ask(procedure, fixture, input)).verdict, JSON.stringify(input)).toBe('INVALID_INPUT')
    }
    for (const extra of ['surprise', 'role', '__proto__', 'constructor']) {
      const input = Object.defineProperty({ ...good }, extra, { value: 'x', enumerable: true })
      expect((await ask(procedure, fixture, input)).verdict, extra).toBe('INVALID_INPUT')
    }
    for (const [key, value] of Object.entries(values)) {
      for (const wrong of wrongFor(value)) {
        if (takes(schema, key, wrong)) continue
        const { verdict, field } = await ask(procedure, fixture, { ...good, [key]: wrong })
        const what = `${key}: ${JSON.stringify(wrong)?.slice(0, 50)}`
        expect(verdict, what).toBe('INVALID_INPUT')
        expect(String(field).split('.')[0], what).toBe(key)
      }
    }
    const { verdict } = await ask(procedure, fixture, good)
    const ofOwner = 'group' in row.verdicts ? row.verdicts.group[5] : row.verdicts[5]
    expect(verdict).toBe(row.serverKey ? 'ok' : ofOwner)
  })
})
