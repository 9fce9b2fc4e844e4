import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArguments } from './arguments.ts'
import { RunRecord } from './record.ts'
import { inWords, isGood, judged } from './report.ts'
import { runFuzz } from './run.ts'
import { judge, type Target } from './target/target.ts'
import { exchange } from './transport/http.ts'
import { Lane } from './transport/lane.ts'
import type { World } from './world.ts'

/** A fixed seed, so that every run tries the same inputs. `npm run fuzz` tries others, and more. */
const seed = 12
const inputs = 3_000

it('a server that is fed bad input answers it, tells nothing, and serves others', { timeout: 300_000 }, async () => {
  const report = await runFuzz({ seed, inputs, say: () => {} })
  const words = inWords(report)
  expect(report.findings, words).toEqual([])
  expect(
    judged(report).filter(({ isKept }) => !isKept),
    words,
  ).toEqual([])
  expect(report.inputs).toBeGreaterThanOrEqual(inputs)
  // Much was let in, so more than the first check was tried.
  expect(report.verdicts.get('ok')).toBeGreaterThan(inputs / 10)
  expect(report.verdicts.get('INVALID_INPUT')).toBeGreaterThan(inputs / 10)
})

describe('a server that fails', () => {
  /** Fails when it is given a number of at least 100, and ends every connection when it is told so. */
  let isGone = false
  const broken = createServer((req, res) => {
    if (isGone) return void req.socket.destroy()
    const given = Number(/(\d+)$/.exec(req.url ?? '')?.[1])
    res.writeHead(given >= 100 ? 500 : 200).end('{}')
  })
  let world: World
  beforeAll(async () => {
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const { port } = broken.address() as AddressInfo
    // Only these are used where nobody has to log in.
    world = { url: `http://127.0.0.1:${port}`, secrets: [], server: { output: () => 'the log' } } as unknown as World
  })
  afterAll(() => broken.close())

  const target: Target<unknown> = {
    name: 'numbers',
    transport: 'http',
    weight: 1,
    inputs: fc.nat(10_000),
    async attempt(input) {
      const answer = await exchange(world.url, { method: 'GET', path: `/${input}` })
      if (answer.status === 0) throw new Error('cut off')
      return judge([answer], null, [])
    },
  }

  const attempt = async () => {
    const record = new RunRecord(world)
    for (const [index, input] of fc.sample(target.inputs, { seed: 3, numRuns: 20 }).entries())
      await record.attempt({ target, seed: 3, index, input }, new Lane(world.url))
    return { record, findings: await record.findings(() => {}) }
  }

  it('is found out, with the smallest input that shows it', async () => {
    const { findings } = await attempt()
    expect(findings).toEqual([
      {
        target: 'http numbers',
        problem: 'status 500',
        count: expect.any(Number),
        input: '100',
        isMinimal: true,
        log: 'the log',
      },
    ])
  })

  it('and that ends is found out, with what was tried at that time', async () => {
    isGone = true
    const { record, findings } = await attempt()
    expect(record.isOver).toBe(true)
    expect(findings).toMatchObject([{ problem: 'the server ended while this was tried', isMinimal: false }])
  })
})

it('growth, a stranger who is not served, and findings make a run bad', () => {
  const holds = { heapMiB: 50, residentMiB: 300, sockets: 0 }
  const good = {
    seed,
    inputs: 1,
    tookMs: 1,
    byTarget: new Map(),
    verdicts: new Map(),
    findings: [],
    innocent: { calls: 2, failed: [], medianMs: 5, worstMs: 9 },
    memory: { before: holds, after: holds },
  }
  expect(isGood(good)).toBe(true)
  expect(isGood({ ...good, memory: { before: holds, after: { ...holds, heapMiB: 150 } } })).toBe(false)
  expect(isGood({ ...good, memory: { before: holds, after: { ...holds, sockets: 7 } } })).toBe(false)
  expect(isGood({ ...good, innocent: { ...good.innocent, failed: ['no'] } })).toBe(false)
  expect(isGood({ ...good, innocent: { ...good.innocent, worstMs: 60_000 } })).toBe(false)
  const finding = { target: 'a', problem: 'b', count: 1, input: '{}', isMinimal: true, log: '' }
  expect(isGood({ ...good, findings: [finding] })).toBe(false)
  expect(inWords({ ...good, findings: [finding] })).toContain('✗ a: b (1 times)')
})

it('arguments are whole numbers above 0', () => {
  expect(readArguments(['--inputs', '100000', '--seed', '7'])).toMatchObject({ inputs: 100_000, seed: 7 })
  for (const wrong of [['--inputs', '0'], ['--inputs', 'x'], ['--seed', '1.5'], ['--nonsense']])
    expect(() => readArguments(wrong)).toThrow()
})
