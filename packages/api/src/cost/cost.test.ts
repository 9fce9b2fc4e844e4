import { describe, expect, it } from 'vitest'
import { appRouter } from '../router.ts'
import { AnswerLimits, answerLimits } from './answer-limits.ts'
import { answerSize } from './answer-size.ts'
import { costOf, costs, pointsOf } from './costs.ts'

describe('the table of costs', () => {
  it('has every procedure, and nothing else', () => {
    const paths = Object.entries(costs).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`))
    expect(paths.sort()).toEqual(Object.keys(appRouter._def.procedures).sort())
  })

  it('takes more points for more ids, and is not fooled by what is no list', () => {
    const cost = costOf('events.subscribe')
    expect(pointsOf(cost, undefined)).toBe(5)
    expect(pointsOf(cost, { channelIds: Array.from({ length: 1_000 }, () => 'x') })).toBe(105)
    for (const input of [null, 7, 'x', [], { channelIds: { length: 1e9 } }, { channelIds: 'x'.repeat(1_000) }]) {
      expect(pointsOf(cost, input), JSON.stringify(input)).toBe(5)
    }
  })
})

describe('the size of an answer', () => {
  it.each([
    ['short texts', Array.from({ length: 100 }, (_, i) => ({ id: i, name: 'a name', tags: ['a', 'b'] }))],
    ['long texts', [{ content: 'x'.repeat(8_000) }, { content: '長'.repeat(8_000) }, { content: '🙂'.repeat(4_000) }]],
    ['numbers', { numbers: Array.from({ length: 1_000 }, (_, i) => i * 1_000_003) }],
    ['nothing', [null, true, undefined, {}, [], '']],
  ])('of %s is about that of its JSON', (_what, value) => {
    const json = Buffer.byteLength(JSON.stringify(value))
    expect(answerSize(value)).toBeGreaterThan(json * 0.6)
    expect(answerSize(value)).toBeLessThan(json * 1.6 + 100)
  })
})

describe('answers in the making', () => {
  const never = () => new Promise<never>(() => {})
  const reason = (promise: Promise<unknown>) =>
    promise.then(
      () => 'ok',
      (error: { reason?: string }) => error.reason,
    )

  it('of one person run a few at a time, in order, and do not keep others waiting', async () => {
    const answers = new AnswerLimits()
    const ran: number[] = []
    const ends: (() => void)[] = []
    const calls = Array.from({ length: 10 }, (_, i) =>
      answers.run('loud', null, () => {
        ran.push(i)
        return new Promise<void>((resolve) => ends.push(resolve))
      }),
    )
    expect(await answers.run('calm', null, async () => 'done')).toBe('done')
    expect(ran).toEqual([0, 1, 2, 3])
    for (let i = 0; i < 10; i++) {
      ends[i]?.()
      await calls[i]
    }
    expect(ran).toEqual(Array.from({ length: 10 }, (_, i) => i))
  })

  it('that are heavy run one at a time, beside the others', async () => {
    const answers = new AnswerLimits()
    let running = 0
    let most = 0
    const heavy = Array.from({ length: 5 }, () =>
      answers.run(
        'a',
        null,
        async () => {
          most = Math.max(most, ++running)
          await new Promise((resolve) => setTimeout(resolve, 5))
          running--
        },
        { isHeavy: true },
      ),
    )
    expect(await answers.run('a', null, async () => 'done')).toBe('done')
    await Promise.all(heavy)
    expect(most).toBe(1)
  })

  it('for which nobody waits any more are not made', async () => {
    const answers = new AnswerLimits()
    const batch = answers.openBatch()
    batch.close()
    let ran = false
    const call = answers.run('a', batch, async () => {
      ran = true
    })
    expect([await reason(call), ran]).toEqual(['UNAVAILABLE', false])
  })

  it('that fail give their turn away', async () => {
    const answers = new AnswerLimits()
    const fails = Array.from({ length: 20 }, () =>
      reason(answers.run('a', null, () => Promise.reject(new Error('no')))),
    )
    await Promise.all(fails)
    expect(await answers.run('a', null, async () => 'done')).toBe('done')
  })

  it('are refused when too many wait', async () => {
    const answers = new AnswerLimits()
    for (let i = 0; i < answerLimits.runningMax + answerLimits.waitingMax; i++) void answers.run('a', null, never)
    expect(await reason(answers.run('a', null, never))).toBe('RATE_LIMITED')
  })

  it('of one request are refused when they are too large together, before they are made', async () => {
    const answers = new AnswerLimits()
    const batch = answers.openBatch()
    batch.hold('a', answerLimits.batchBytesMax)
    let ran = false
    const call = answers.run('a', batch, async () => {
      ran = true
    })
    expect(await reason(call)).toBe('TOO_LARGE')
    expect(ran).toBe(false)
    expect(await reason(answers.run('a', answers.openBatch(), async () => {}))).toBe('ok')
  })

  it('of one person are refused while too much waits, on sockets and over HTTP, until it is taken', async () => {
    const answers = new AnswerLimits()
    let onSockets = answerLimits.personBytesMax / 2
    answers.watchSockets((userId) => (userId === 'a' ? onSockets : 0))
    const batch = answers.openBatch()
    batch.hold('a', answerLimits.personBytesMax / 2)
    const call = (userId: string) => reason(answers.run(userId, answers.openBatch(), async () => {}))
    expect([await call('a'), await call('b')]).toEqual(['RATE_LIMITED', 'ok'])
    onSockets = 0
    expect(await call('a')).toBe('ok')
    onSockets = answerLimits.personBytesMax
    batch.close()
    expect(await call('a')).toBe('RATE_LIMITED')
    onSockets = 0
    expect(await call('a')).toBe('ok')
  })

  it('of everybody are refused while too much waits', async () => {
    const answers = new AnswerLimits()
    const batches = Array.from({ length: 20 }, () => answers.openBatch())
    for (const [i, batch] of batches.entries()) batch.hold(`person ${i}`, answerLimits.nodeBytesMax / 20)
    expect(await reason(answers.run('a', null, async () => {}))).toBe('UNAVAILABLE')
    batches[0]?.close()
    // What is told after the end is not counted.
    batches[0]?.hold('person 0', answerLimits.nodeBytesMax)
    expect(await reason(answers.run('a', null, async () => {}))).toBe('ok')
  })
})
