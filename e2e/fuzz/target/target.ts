import type fc from 'fast-check'
import { type Heard, problemsOf, verdictOf } from '../judge/problems.ts'
import type { Lane } from '../transport/lane.ts'
import type { Role, World } from '../world.ts'

export type Result = {
  /** `ok`, or why it was refused. */
  verdict: string
  problems: string[]
}

/** Where an input is tried: the world, and the socket of the worker that tries it. */
export type Place = { world: World; lane: Lane }

/** A kind of input: how one is drawn, and how it is tried. */
export type Target<Input> = {
  /** A procedure, or what the input is instead. */
  name: string
  transport: 'http' | 'websocket' | 'files'
  /** Its share of all inputs, compared with the others. */
  weight: number
  inputs: fc.Arbitrary<Input>
  attempt(input: Input, place: Place): Promise<Result>
}

/** Admins of the server see what others may not. */
export const secretsFor = (world: World, role: Role): readonly string[] => (role === 'admin' ? [] : world.secrets)

export function judge(heard: Heard[], verdict: string | null, secrets: readonly string[]): Result {
  return {
    verdict: verdict ?? heard.map(verdictOf).find((one) => one !== 'ok') ?? 'ok',
    problems: [...new Set(heard.flatMap((one) => problemsOf(one, secrets)))],
  }
}
