import type { ClientInfo } from '../history/entry.ts'

/** A client that a worker runs. Its token gives access to everything of its user, in a database that exists only for this run. */
export type ClientSpec = ClientInfo & {
  token: string
  /**
   * `regular` is there from the start to the end, `guest` comes for a while and logs out. `probe` checks whether the cluster
   * has recovered. `reader` only reads, and at times its socket does not even do that.
   */
  role: 'regular' | 'guest' | 'probe' | 'reader'
  /** It disconnects for long times. As it is its user's only client, the user is offline then. */
  comesAndGoes: boolean
}

export type ChannelSpec = {
  id: string
  kind: 'public' | 'group' | 'direct'
  /** In `stable` channels members stay, in `churn` they come and go. `probe` is for probes, `flood` for the reader. */
  use: 'stable' | 'churn' | 'probe' | 'flood'
  ownerId: string
  memberIds: string[]
}

/** The accounts, sessions and channels of a run: everything that a worker has to know. */
export type Fixture = {
  specs: ClientSpec[]
  userIds: string[]
  channels: ChannelSpec[]
  /** One token for each socket of a connection storm. */
  stormTokens: string[]
  /** Of the proxies in front of the nodes. */
  ports: number[]
  /** All procedures that the nodes have. */
  procedures: string[]
  seed: number
}
