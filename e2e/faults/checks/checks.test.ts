import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../history/entry.ts'
import { check } from './index.ts'
import { summary } from './summary.ts'
import { corruptions as ofPeople } from './test/access-corruptions.ts'
import { fullDay, perform, type SimulatedAction } from './test/actions.ts'
import { corruptions as ofClients } from './test/client-corruptions.ts'
import { Simulation } from './test/simulation.ts'
import { corruptions as ofTheTable } from './test/table-corruptions.ts'

const whole = (max: number) => fc.nat({ max })
const someone = { who: whole(4), where: whole(1) }
const act: fc.Arbitrary<SimulatedAction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      ...someone,
      came: fc.constantFrom('ok' as const, 'ok' as const, 'unknown' as const, 'lost' as const, 'limited' as const),
      ms: whole(3_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('burst' as const), ...someone, count: whole(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retry' as const), who: whole(4) }) },
  ...(['edit', 'delete', 'read', 'unread'] as const).map((word) => ({
    weight: 2,
    arbitrary: fc.record({ do: fc.constant(word), ...someone, back: whole(4) }),
  })),
  ...(['drop', 'connect'] as const).map((word) => ({
    weight: 2,
    arbitrary: fc.record({ do: fc.constant(word), who: whole(4) }),
  })),
  ...(['remove', 'add'] as const).map((word) => ({
    weight: 1,
    arbitrary: fc.record({ do: fc.constant(word), ...someone }),
  })),
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      name: fc.constantFrom('node killed', 'Postgres killed', 'Redis slow', 'clients cut off'),
      ms: whole(9_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: whole(30_000) }) },
)

function lived(acts: readonly SimulatedAction[], more: (simulation: Simulation) => void = () => {}): Entry[] {
  const simulation = new Simulation()
  for (const one of acts) perform(simulation, one)
  more(simulation)
  return simulation.end()
}

const broken = (entries: readonly Entry[]) =>
  check(entries).flatMap(({ promise, violations }) => violations.map(({ message }) => `${promise} ${message}`))

test('a day on which everything happens, and nothing goes wrong, is green, and every promise had something to say', () => {
  const verdicts = check(lived([], fullDay))
  for (const { promise, parts, violations } of verdicts) {
    expect({ promise, violations }).toEqual({ promise, violations: [] })
    for (const [part, count] of Object.entries(parts)) expect(count, `${promise} ${part}`).toBeGreaterThan(0)
  }
  expect(verdicts.map(({ promise }) => promise)).toEqual(Array.from({ length: 12 }, (_, i) => `D${i + 1}`))
})

test('whatever happens in a world that keeps its promises, it is green', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: 'max' }), (acts) => {
      expect(broken(lived(acts))).toEqual([])
    }),
    { numRuns: 300 },
  )
})

describe.each([...ofTheTable, ...ofClients, ...ofPeople])(
  '$promise turns red where $name',
  ({ promise, says, corrupt }) => {
    test('whatever happened before', () => {
      fc.assert(
        fc.property(fc.array(act, { maxLength: 15 }), (acts) => {
          const entries = lived(acts, fullDay)
          corrupt(entries)
          const verdict = check(entries).find((one) => one.promise === promise)
          const [first] = verdict?.violations.filter(({ message }) => says.test(message)) ?? []
          expect(first, JSON.stringify(verdict?.violations.map(({ message }) => message))).toBeDefined()
          expect(first?.shown.length).toBeGreaterThan(0)
        }),
        { numRuns: 8 },
      )
    })
  },
)

test('a history without anything is no proof of anything', () => {
  expect(check([]).map(({ checked }) => checked)).toEqual(Array.from({ length: 12 }, () => 0))
})

test('a summary counts what was sent, acknowledged and delivered', () => {
  const simulation = new Simulation()
  const [ann, ben] = simulation.clients
  const [channel] = simulation.channels
  if (!ann || !ben || !channel) throw new Error('the simulation is smaller than it was')
  for (let i = 0; i < 5; i++) {
    simulation.send(ann, channel)
    simulation.pass(50)
  }
  simulation.retry(ann)
  simulation.send(ben, channel, 'limited')
  const entries = simulation.end()
  expect(summary(entries)).toMatchObject({
    sent: 6,
    acknowledged: 5,
    refused: 1,
    unknown: 0,
    delivered: 25,
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
  })
  for (const entry of entries) if (entry.type === 'table') entry.messages = entry.messages.slice(1)
  expect(summary(entries)).toMatchObject({ acknowledged: 5, lost: 1 })
})

test('a history of a hundred thousand lines is judged in seconds', () => {
  const simulation = new Simulation()
  const [channel] = simulation.channels
  for (let i = 0; channel && i < 5_000; i++) {
    const client = simulation.clients[i % simulation.clients.length]
    if (client) simulation.send(client, channel)
    simulation.pass(10)
  }
  const entries = simulation.end()
  expect(entries.length).toBeGreaterThan(80_000)
  const started = performance.now()
  expect(broken(entries)).toEqual([])
  expect(performance.now() - started).toBeLessThan(20_000)
})
