import type { ClientInfo } from '../history.ts'

/** A client as a worker plays it. `token` opens everything of its user's: only for a run's own, short-lived database. */
export type Part = ClientInfo & {
  token: string
  /**
   * `player`: from the start to the end. `guest`: comes for a while and signs out. `probe`: asks whether it works again.
   * `reader`: only reads, and sometimes does not even that.
   */
  role: 'player' | 'guest' | 'probe' | 'reader'
  /** This client comes and goes for longer, so that its user is really away: it is their only one. */
  comesAndGoes: boolean
}

export type Stage = {
  id: string
  kind: 'public' | 'group' | 'direct'
  /** `stable`: people stay. `churn`: people come and go. `probe`, `hose`: for probes and for the reader. */
  use: 'stable' | 'churn' | 'probe' | 'hose'
  ownerId: string
  memberIds: string[]
}

/** All that a worker has to know. */
export type Casting = {
  parts: Part[]
  userIds: string[]
  stages: Stage[]
  /** Tokens of people who only connect, many at once. */
  crowd: string[]
  /** Of the links that lead to the nodes. */
  ports: number[]
  /** Which procedures the nodes have. */
  procedures: string[]
  seed: number
}
