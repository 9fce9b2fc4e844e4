import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FairQueue, QueueFull, type QueueLimits } from './fair-queue.ts'

const many = { running: 2, runningOfOne: 1, waiting: 1_000, waitingOfOne: 1_000 }

/** A queue whose pieces of work are named after their person, and end when the test says so. */
function openQueue(limits: QueueLimits) {
  const queue = new FairQueue(limits)
  const begun: string[] = []
  const running: { person: string; end(): void }[] = []
  const add = (person: string) =>
    queue.run(person, () => {
      begun.push(person)
      return new Promise<void>((resolve) => {
        running.push({ person, end: resolve })
      })
    })
  /** Ends the piece of work that has run for longest. */
  async function endOne() {
    running.shift()?.end()
    await settled()
  }
  return { queue, begun, running, add, endOne }
}

/** What has been resolved has been acted on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a fair queue', () => {
  it('lets somebody new begin at once, however much somebody else has waiting', async () => {
    const { begun, add } = openQueue(many)
    for (let i = 0; i < 50; i++) void add('ann')
    void add('ben')
    await settled()
    expect(begun).toEqual(['ann', 'ben'])
  })

  it('takes turns', async () => {
    const { begun, add, endOne } = openQueue({ ...many, running: 1 })
    for (const person of ['ann', 'ann', 'ann', 'ben', 'ben', 'cem']) void add(person)
    for (let i = 0; i < 6; i++) await endOne()
    await settled()
    // The first one began before anybody else had come.
    expect(begun).toEqual(['ann', 'ann', 'ben', 'cem', 'ann', 'ben'])
  })

  it('refuses what is too much, and only of whom it is too much', async () => {
    const { queue, add } = openQueue({ ...many, waitingOfOne: 2, waiting: 3 })
    for (let i = 0; i < 3; i++) void add('ann')
    expect(queue.waiting).toBe(2)
    await expect(add('ann')).rejects.toThrow(QueueFull)
    void add('ben')
    void add('cem')
    expect(queue.waiting).toBe(3)
    await expect(add('dan')).rejects.toThrow(QueueFull)
  })

  it('goes on after work that failed', async () => {
    const queue = new FairQueue({ ...many, running: 1 })
    const failed = queue.run('ann', async () => {
      throw new Error('broken')
    })
    await expect(failed).rejects.toThrow('broken')
    expect(await queue.run('ann', async () => 'done')).toBe('done')
  })

  const people = fc.constantFrom('ann', 'ben', 'cem', 'dan')

  it('whatever is added: while somebody waits, nobody else begins twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(people, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), async (added, running) => {
        const { begun, add, endOne } = openQueue({ ...many, running, runningOfOne: running })
        for (const person of added) void add(person)
        await settled()
        for (let i = 0; i < added.length; i++) await endOne()
        // The first ones began as they came.
        const inTurn = begun.slice(running)
        for (const person of new Set(inTurn)) {
          const last = inTurn.lastIndexOf(person)
          const others = new Set<string>()
          for (const one of inTurn.slice(0, last)) {
            if (one === person) others.clear()
            else expect(others.has(one)).toBe(false)
            if (one !== person) others.add(one)
          }
        }
      }),
    )
  })

  it('whatever is added: all bounds hold, nothing waits without need, and everything is done', async () => {
    const limits = fc.record({ running: fc.integer({ min: 1, max: 4 }), runningOfOne: fc.integer({ min: 1, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(people, { maxLength: 30 }), limits, async (added, { running: most, runningOfOne }) => {
        const { queue, begun, running, add, endOne } = openQueue({ ...many, running: most, runningOfOne })
        for (const person of added) void add(person)
        const waiting = new Map<string, number>()
        for (const person of added) waiting.set(person, (waiting.get(person) ?? 0) + 1)
        let seen = 0
        for (let i = 0; i <= added.length; i++) {
          await settled()
          expect(running.length).toBeLessThanOrEqual(most)
          for (const person of waiting.keys()) {
            const own = running.filter((one) => one.person === person).length
            expect(own).toBeLessThanOrEqual(runningOfOne)
            // Whoever waits is at their own bound, or all places are taken.
            const waits = (waiting.get(person) ?? 0) - begun.filter((one) => one === person).length > 0
            if (waits) expect(own === runningOfOne || running.length === most).toBe(true)
          }
          seen = begun.length
          await endOne()
        }
        expect(seen).toBe(added.length)
        expect(queue.waiting).toBe(0)
      }),
    )
  })
})
