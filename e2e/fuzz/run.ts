import fc from 'fast-check'
import { startInnocent, type Waits } from './judge/innocent.ts'
import { type Holds, readMemory } from './judge/memory.ts'
import { type Drawn, type Finding, RunRecord, type Tally } from './record.ts'
import { type AnyTarget, allTargets } from './target/all.ts'
import { Lane } from './transport/lane.ts'
import { createWorld, type World } from './world.ts'

/** Inputs that are tried at the same time. One person may have 20 sockets. */
const lanesCount = 16
/** Inputs of one target that are drawn together. */
const drawnTogether = 3
/** After so many inputs there are new people and channels. */
const renewEvery = 2_500
/** Inputs after which the server has grown to the size that it needs for its work. */
const warmUpShare = 0.1

export type FuzzReport = {
  seed: number
  inputs: number
  tookMs: number
  byTarget: Map<string, Tally>
  /** How often each verdict was given. */
  verdicts: Map<string, number>
  findings: Finding[]
  innocent: Waits
  memory: { before: Holds; after: Holds }
}

export type FuzzOptions = { seed: number; inputs: number; only?: string | null; say(text: string): void }

/** @returns what was tried and what it brought to light */
export async function runFuzz({ seed, inputs, only = null, say }: FuzzOptions): Promise<FuzzReport> {
  const started = performance.now()
  const targets = allTargets().filter(({ name, transport }) => !only || `${transport} ${name}`.includes(only))
  if (targets.length === 0) throw new Error(`there is nothing called ${only}`)
  const world = await createWorld()
  try {
    const innocent = await startInnocent(world.url)
    const record = new RunRecord(world)
    const drawing = draw(targets, seed, inputs)
    await attemptAll(take(drawing, Math.ceil(inputs * warmUpShare)), world, record, say)
    // The innocent one has a socket too.
    const before = await readMemory(world.server, 1)
    await attemptAll(drawing, world, record, say)
    const after = await readMemory(world.server, 1)
    const findings = await record.findings(say)
    const waits = await innocent.stop()
    const tookMs = performance.now() - started
    const { byTarget, verdicts } = record
    return {
      seed,
      inputs: record.inputs,
      tookMs,
      byTarget,
      verdicts,
      findings,
      innocent: waits,
      memory: { before, after },
    }
  } finally {
    await world.close()
  }
}

/** Draws the inputs, of each target as many as its weight says, and of all targets by turns. */
function* draw(targets: AnyTarget[], seed: number, inputs: number): Generator<Drawn> {
  const weights = targets.reduce((sum, { weight }) => sum + weight, 0)
  let left = inputs
  for (let round = 0; left > 0; round++) {
    for (const [place, target] of targets.entries()) {
      const count = Math.min(left, Math.ceil((drawnTogether * target.weight * targets.length) / weights))
      const own = seed + (round * targets.length + place) * 7_919
      for (const [index, input] of fc.sample(target.inputs, { seed: own, numRuns: count }).entries())
        yield { target, seed: own, index, input }
      left -= count
      if (left <= 0) return
    }
  }
}

function* take<T>(source: Generator<T>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const { value, done } = source.next()
    if (done) return
    yield value
  }
}

async function attemptAll(source: Generator<Drawn>, world: World, record: RunRecord, say: (text: string) => void) {
  let renewAt = record.inputs + renewEvery
  const work = async () => {
    const lane = new Lane(world.url)
    for (const drawn of source) {
      if (record.isOver) break
      await record.attempt(drawn, lane)
      if (record.inputs < renewAt) continue
      renewAt = record.inputs + renewEvery
      say(`${record.inputs} inputs`)
      await world.renew()
    }
    lane.close()
  }
  await Promise.all(Array.from({ length: lanesCount }, work))
}
