import fc from 'fast-check'
import type { AnyTarget } from './target/all.ts'
import type { Result } from './target/target.ts'
import { Lane } from './transport/lane.ts'
import type { World } from './world.ts'

/** Where an input comes from: drawn again with these, it is the same one. */
export type Drawn = { target: AnyTarget; seed: number; index: number; input: unknown }
export type Finding = {
  target: string
  problem: string
  /** How many inputs showed it. */
  count: number
  input: string
  /** Whether no smaller input showed it. Some need what others had done before. */
  isMinimal: boolean
  /** What the server wrote to its log. */
  log: string
}
export type Tally = { inputs: number; ok: number }

type Seen = { drawn: Drawn; problem: string; count: number; log: string }

/** Distinct findings that are made small; further ones are only named. */
const shrunkMax = 12
const shrinkWithinMs = 20_000
const shownChars = 600

const nameOf = ({ transport, name }: AnyTarget): string => `${transport} ${name}`

/** Tries inputs, and keeps what came of them. */
export class RunRecord {
  readonly byTarget = new Map<string, Tally>()
  readonly verdicts = new Map<string, number>()
  inputs = 0
  /** The server does not answer any more: nothing is left to be tried. */
  isOver = false
  readonly #world: World
  readonly #seen = new Map<string, Seen>()
  readonly #underWay = new Set<Drawn>()

  constructor(world: World) {
    this.#world = world
  }

  async attempt(drawn: Drawn, lane: Lane): Promise<void> {
    this.inputs++
    const name = nameOf(drawn.target)
    this.#underWay.add(drawn)
    const { verdict, problems } = await this.#try(drawn, lane)
    for (const problem of problems) this.#note(drawn, problem)
    this.#underWay.delete(drawn)
    const tally = this.byTarget.get(name) ?? { inputs: 0, ok: 0 }
    tally.inputs++
    if (verdict === 'ok') tally.ok++
    this.byTarget.set(name, tally)
    this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1)
  }

  /** Makes the input of each finding as small as it can be while it still shows the same. */
  async findings(say: (text: string) => void): Promise<Finding[]> {
    const findings: Finding[] = []
    for (const seen of this.#seen.values()) {
      const { drawn, problem, count, log } = seen
      let smallest: unknown
      if (!this.isOver && findings.length < shrunkMax) {
        say(`making the input small: ${nameOf(drawn.target)}: ${problem}`)
        smallest = await this.#shrink(seen)
      }
      findings.push({
        target: nameOf(drawn.target),
        problem,
        count,
        input: shown(smallest ?? drawn.input),
        isMinimal: smallest !== undefined,
        log,
      })
    }
    return findings
  }

  async #try({ target, input }: Drawn, lane: Lane): Promise<Result> {
    try {
      return await target.attempt(input, { world: this.#world, lane })
    } catch (error) {
      if (await isAlive(this.#world.url)) return { verdict: 'no answer', problems: [String(error)] }
      if (this.isOver) return { verdict: 'the server is gone', problems: [] }
      this.isOver = true
      for (const suspect of this.#underWay) this.#note(suspect, 'the server ended while this was tried')
      return { verdict: 'the server is gone', problems: [] }
    }
  }

  #note(drawn: Drawn, problem: string): void {
    const key = `${nameOf(drawn.target)}: ${problem}`
    const seen = this.#seen.get(key) ?? { drawn, problem, count: 0, log: lastError(this.#world) }
    seen.count++
    this.#seen.set(key, seen)
  }

  /** @returns undefined when the input alone does not show it again */
  async #shrink({ drawn: { target, seed, index }, problem }: Seen): Promise<unknown> {
    const lane = new Lane(this.#world.url)
    const holds = fc.asyncProperty(target.inputs, async (input) => {
      const { problems } = await this.#try({ target, seed, index, input }, lane)
      return !problems.includes(problem)
    })
    const result = await fc.check(holds, {
      seed,
      path: String(index),
      numRuns: 1,
      interruptAfterTimeLimit: shrinkWithinMs,
    })
    lane.close()
    return result.counterexample?.[0]
  }
}

async function isAlive(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(20_000) })).ok
  } catch {
    return false
  }
}

const shown = (input: unknown) => {
  const text = JSON.stringify(input) ?? 'nothing'
  return text.length <= shownChars ? text : `${text.slice(0, shownChars)}… (${text.length} characters)`
}

const lastError = ({ server }: World) => server.output().trim().split('\n').at(-1)?.slice(0, 1_500) ?? ''
