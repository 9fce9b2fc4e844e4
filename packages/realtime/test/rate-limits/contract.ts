import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RateLimits, RateRule } from '../../src/rate-limits/rate-limits.ts'

/** Tests what every form of rate limits promises. @param create creates limits whose counts nobody shares */
export function rateLimitsContract(create: () => Promise<RateLimits>) {
  let limits: RateLimits
  beforeEach(async () => {
    limits = await create()
  })
  afterEach(() => limits.close())

  const rule: RateRule = { name: 'send', points: 3, seconds: 1 }
  const takeAll = async (wanted: RateRule, key: string) => {
    for (let i = 0; i < wanted.points; i += 1) expect(await limits.take(wanted, key)).toBeNull()
  }

  test('lets so many through, tells how long to wait, and then lets through again', async () => {
    await takeAll(rule, 'a')
    const refused = await limits.take(rule, 'a')
    expect(refused?.retryAfterMs).toBeGreaterThan(0)
    expect(refused?.retryAfterMs).toBeLessThanOrEqual(1_000)
    await new Promise((resolve) => setTimeout(resolve, (refused?.retryAfterMs ?? 0) + 20))
    expect(await limits.take(rule, 'a')).toBeNull()
  })

  test('a call may take several points, also more than there are', async () => {
    expect(await limits.take(rule, 'a', 2)).toBeNull()
    expect(await limits.take(rule, 'a', 2)).not.toBeNull()
    expect(await limits.take(rule, 'a')).not.toBeNull()
    expect(await limits.take(rule, 'b', 100)).not.toBeNull()
    expect(await limits.take(rule, 'b')).not.toBeNull()
  })

  test('a call that takes nothing is refused when one before it was, and no sooner', async () => {
    for (let i = 0; i < 10; i += 1) expect(await limits.take(rule, 'a', 0)).toBeNull()
    await takeAll(rule, 'a')
    expect(await limits.take(rule, 'a', 0)).toBeNull()
    expect(await limits.take(rule, 'a')).not.toBeNull()
    expect(await limits.take(rule, 'a', 0)).not.toBeNull()
    expect(await limits.take(rule, 'b', 0)).toBeNull()
  })

  test('keys and rules are counted apart, whatever they are called', async () => {
    await takeAll(rule, 'a')
    await takeAll(rule, 'a:b')
    await takeAll({ ...rule, name: 'send:a' }, 'b')
    await takeAll({ ...rule, name: 'edit' }, '')
    await takeAll(rule, '\u0000🙂 *')
    expect(await limits.take(rule, 'a')).not.toBeNull()
  })

  test('parallel calls get no more than one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => limits.take(rule, 'a')))
    expect(answers.filter((answer) => answer === null)).toHaveLength(3)
  })
}
