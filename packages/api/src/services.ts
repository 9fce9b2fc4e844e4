import type { Database, Jobs, MessageLog } from '@chime/db'
import type { Files } from '@chime/files'
import type { Log, MetadataSchema } from '@chime/protocol'
import type { Bus, Hub, PresenceStore, RateLimits } from '@chime/realtime'
import type { Passwords } from './auth/passwords.ts'
import type { Sessions } from './auth/sessions.ts'
import type { PresenceSharing } from './presence/sharing.ts'
import type { Previews } from './preview/previews.ts'
import type { SearchIndexer } from './search/indexer.ts'

/** What the verbs work with; made once per node by the server. */
export type Services = {
  db: Database
  messageLog: MessageLog
  jobs: Jobs
  previews: Previews
  bus: Bus
  hub: Hub
  presence: PresenceStore
  sharing: PresenceSharing
  rateLimits: RateLimits
  search: SearchIndexer
  sessions: Sessions
  passwords: Passwords
  files: Files
  log: Log
  /** What messages may carry in this installation; undefined: any strings. */
  metadata?: MetadataSchema | undefined
  /** Told of each call, for the metrics: `ok`, or what it was refused for. */
  onCall?: (call: { path: string; outcome: string; ms: number }) => void
}
