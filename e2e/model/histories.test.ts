import { TRPCClientError } from '@trpc/client'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Onlooker } from './onlookers.ts'
import { recount } from './recount.ts'
import { type Cast, cast, openStage } from './stage.ts'
import { type Step, step, take } from './steps.ts'
import { worldView } from './view.ts'

// Whatever several people do on two nodes: a plain model says what comes of it, and every client comes to show just that.

/** MODEL_RUNS=100 for a long search. A failing run prints its seed and path; with MODEL_SHRINK=1 it is made shorter first. */
const numRuns = Number(process.env.MODEL_RUNS ?? 3)
const isShrinking = process.env.MODEL_SHRINK === '1'
const long = { timeout: 10 * 60_000 }
const soon = { timeout: 30_000, interval: 50 }

let stage: Awaited<ReturnType<typeof openStage>>
let pool: pg.Pool
beforeAll(async () => {
  stage = await openStage()
  pool = new pg.Pool({ connectionString: stage.databaseUrl, max: 2 })
}, 120_000)
afterAll(async () => {
  await pool?.end()
  await stage?.close()
}, 60_000)

const settings = {
  numRuns,
  endOnFailure: !isShrinking,
  ...(process.env.MODEL_SEED && { seed: Number(process.env.MODEL_SEED) }),
}

/** `ok`, or what it was refused for. */
async function verdictOf(call: Promise<unknown>): Promise<{ verdict: string; answer: unknown }> {
  try {
    return { verdict: 'ok', answer: await call }
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error
    return { verdict: String(error.data?.reason ?? error.message), answer: null }
  }
}

async function play({ world, trpc }: Cast, step: Step): Promise<void> {
  const taken = take(step, world)
  if (!taken) return
  const { scene, attempt } = taken
  const { verdict, answer } = await verdictOf(attempt.call(trpc(scene.actor.id, step.node)))
  const told = `${step.name} by ${scene.actor.username} in ${scene.room.kind} ${scene.room.name}: ${verdict}`
  expect(verdict === 'ok', told).toBe(attempt.isAllowed)
  if (verdict === 'ok') attempt.happen(answer)
}

async function allShow(onlookers: readonly Onlooker[], views: readonly unknown[], who: string): Promise<void> {
  for (const [i, onlooker] of onlookers.entries()) {
    const isSame = () => expect(onlooker.view(), `${who} ${i}`).toEqual(views[i])
    await vi.waitFor(isSame, soon)
  }
}

describe('after any history', () => {
  test(
    'who was there, who was away and who just came see what the model says, and the tables agree',
    long,
    async () => {
      const property = fc.asyncProperty(
        fc.array(step, { minLength: 60, maxLength: 140, size: 'max' }),
        async (steps) => {
          const people = await cast(stage.urls)
          try {
            const half = Math.floor(steps.length / 2)
            for (const [i, each] of steps.entries()) {
              if (i === half) people.leave()
              await play(people, each)
            }
            const views = people.world.people.map((person) => worldView(people.world, person))
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
    const crowd = fc.array(fc.array(step, { minLength: 2, maxLength: 8, size: 'max' }), {
      minLength: 10,
      maxLength: 20,
      size: 'max',
    })
    const property = fc.asyncProperty(crowd, async (bursts) => {
      const people = await cast(stage.urls)
      try {
        // The model cannot know who comes first: it only says what to try, on what there was before.
        for (const room of people.world.rooms) {
          const [writer] = room.people()
          for (let i = 0; writer && i < 5; i++) {
            await people.trpc(writer.id, i).messages.send.mutate({
              channelId: room.id,
              clientId: crypto.randomUUID(),
              content: `before ${i}`,
            })
            people.world.write(room, writer, `before ${i}`)
          }
        }
        for (const [i, burst] of bursts.entries()) {
          if (i === Math.floor(bursts.length / 2)) people.leave()
          await Promise.all(
            burst.map((each) => {
              const taken = take(each, people.world)
              return taken && verdictOf(taken.attempt.call(people.trpc(taken.scene.actor.id, each.node)))
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
