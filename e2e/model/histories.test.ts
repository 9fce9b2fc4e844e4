import { TRPCClientError } from '@trpc/client'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createFixture, type Fixture, startServers } from './fixture.ts'
import type { Observer } from './observer.ts'
import { type RandomAction, randomAction, take } from './random-action.ts'
import { recount } from './recount.ts'
import { modelView } from './view.ts'

// Several people do random things on two nodes. A reference model says what must come of it, and every client must show just that.

/**
 * MODEL_RUNS=100 searches for long. A failing run prints its seed, for MODEL_SEED; with MODEL_SHRINK=1 fast-check first looks for
 * the shortest history that fails.
 */
const numRuns = Number(process.env.MODEL_RUNS ?? 3)
const isShrinking = process.env.MODEL_SHRINK === '1'
const long = { timeout: 10 * 60_000 }
const soon = { timeout: 30_000, interval: 50 }

let servers: Awaited<ReturnType<typeof startServers>>
let pool: pg.Pool
beforeAll(async () => {
  servers = await startServers()
  pool = new pg.Pool({ connectionString: servers.databaseUrl, max: 2 })
}, 120_000)
afterAll(async () => {
  await pool?.end()
  await servers?.close()
}, 60_000)

const settings = {
  numRuns,
  endOnFailure: !isShrinking,
  ...(process.env.MODEL_SEED && { seed: Number(process.env.MODEL_SEED) }),
}

/** `ok`, or the reason for which the call was refused. */
async function verdictOf(call: Promise<unknown>): Promise<{ verdict: string; answer: unknown }> {
  try {
    return { verdict: 'ok', answer: await call }
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error
    return { verdict: String(error.data?.reason ?? error.message), answer: null }
  }
}

async function play({ model, trpc }: Fixture, randomAction: RandomAction): Promise<void> {
  const taken = take(randomAction, model)
  if (!taken) return
  const { situation, attempt } = taken
  const { verdict, answer } = await verdictOf(attempt.call(trpc(situation.actor.id, randomAction.node)))
  const description = `${randomAction.name} by ${situation.actor.username} in ${situation.channel.kind} ${situation.channel.name}: ${verdict}`
  expect(verdict === 'ok', description).toBe(attempt.isAllowed)
  if (verdict === 'ok') attempt.apply(answer)
}

async function allShow(observers: readonly Observer[], views: readonly unknown[], who: string): Promise<void> {
  for (const [i, observer] of observers.entries()) {
    const isSame = () => expect(observer.view(), `${who} ${i}`).toEqual(views[i])
    await vi.waitFor(isSame, soon)
  }
}

describe('after any history', () => {
  test(
    'who was there, who was away and who just came see what the model says, and the tables agree',
    long,
    async () => {
      const property = fc.asyncProperty(
        fc.array(randomAction, { minLength: 60, maxLength: 140, size: 'max' }),
        async (steps) => {
          const people = await createFixture(servers.urls)
          try {
            const half = Math.floor(steps.length / 2)
            for (const [i, each] of steps.entries()) {
              if (i === half) people.leave()
              await play(people, each)
            }
            const views = people.model.people.map((person) => modelView(people.model, person))
            await allShow(people.there, views, 'who was there')
            people.comeBack()
            await allShow(people.away, views, 'who was away')
            const fresh = await people.fresh()
            await allShow(fresh, views, 'who just came')
            for (const each of fresh) each.close()
            expect(await recount(pool)).toEqual({})
          } finally {
            await people.close()
          }
        },
      )
      await fc.assert(property, settings)
    },
  )

  test('of people who act at once, all their clients agree, and so do the tables', long, async () => {
    const crowd = fc.array(fc.array(randomAction, { minLength: 2, maxLength: 8, size: 'max' }), {
      minLength: 10,
      maxLength: 20,
      size: 'max',
    })
    const property = fc.asyncProperty(crowd, async (bursts) => {
      const people = await createFixture(servers.urls)
      try {
        // The model cannot know which of these calls comes first. It only chooses them, from what there was before.
        for (const channel of people.model.channels) {
          const [writer] = channel.people()
          for (let i = 0; writer && i < 5; i++) {
            await people.trpc(writer.id, i).messages.send.mutate({
              channelId: channel.id,
              clientId: crypto.randomUUID(),
              content: `before ${i}`,
            })
            people.model.write(channel, writer, `before ${i}`)
          }
        }
        for (const [i, burst] of bursts.entries()) {
          if (i === Math.floor(bursts.length / 2)) people.leave()
          await Promise.all(
            burst.map((each) => {
              const taken = take(each, people.model)
              return taken && verdictOf(taken.attempt.call(people.trpc(taken.situation.actor.id, each.node)))
            }),
          )
        }
        const fresh = await people.fresh()
        await vi.waitFor(() => expect(fresh.every((each) => each.view() !== null)).toBe(true), soon)
        const views = fresh.map((each) => each.view())
        await allShow(people.there, views, 'who was there')
        people.comeBack()
        await allShow(people.away, views, 'who was away')
        for (const each of fresh) each.close()
        expect(await recount(pool)).toEqual({})
      } finally {
        await people.close()
      }
    })
    await fc.assert(property, settings)
  })
})
