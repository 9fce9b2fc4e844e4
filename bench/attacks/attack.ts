import type { Seeded } from '../seed/people.ts'

/** What an attack has to work with: the node, a channel of long messages, and people to attack with. */
export type Target = {
  /** Of the node, `http://`. */
  url: string
  host: string
  port: number
  /** A channel of 520 messages, each of 8,000 Chinese characters. All attackers are in it. */
  channelId: string
  attackers: readonly Seeded[]
}

/** An attack by one person (who may have many sockets and many addresses) on one node. */
export type Attack = {
  name: string
  /** What is sent, in a few words. */
  sends: string
  /** Sends it. @returns how it was answered: each status, close code or error, and how often */
  run(target: Target): Promise<Answers>
}

export type Answers = Map<string, number>

export function countAnswers(answers: readonly (string | number)[]): Answers {
  const counts: Answers = new Map()
  for (const answer of answers) counts.set(String(answer), (counts.get(String(answer)) ?? 0) + 1)
  return counts
}
