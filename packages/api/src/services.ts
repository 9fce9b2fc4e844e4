import type { Database, Jobs, MessageLog } from '@chime/db'
import type { Files } from '@chime/files'
import type { Outbound } from '@chime/outbound'
import type { Log, MetadataSchema } from '@chime/protocol'
import type { Bus, Hub, PresenceStore, RateLimits } from '@chime/realtime'
import type { AccessTokens } from './access-token/access-tokens.ts'
import type { Seal } from './access-token/seal.ts'
import type { AuditKey } from './audit/entry.ts'
import type { Admission } from './auth/admission.ts'
import type { Passwords } from './auth/passwords.ts'
import type { Sessions } from './auth/sessions.ts'
import type { AnswerLimits } from './cost/answer-limits.ts'
import type { Filters } from './filter/filters.ts'
import type { Mail } from './mail/mail.ts'
import type { PresenceSharing } from './presence/sharing.ts'
import type { Previews } from './preview/previews.ts'
import type { People } from './reach/acquainted.ts'
import type { SearchIndexer } from './search/indexing/indexer.ts'

/** A call as it stands in the log. */
export type RunningCall = { path: string; requestId: string; userId: string | undefined }

/** How many bytes of files one person, and all people together, may keep. Infinity: as many as there is room for. */
export type FileQuotas = { person: number; server: number }

/** What the verbs work with. The server makes one per node. */
export type Services = {
  people: People
  /** How a server without an admin gets its first one: by the link that it prints, or whoever registers first. */
  firstAdmin: 'link' | 'registration'
  auditKey: AuditKey
  filters: Filters
  db: Database
  messageLog: MessageLog
  jobs: Jobs
  previews: Previews
  bus: Bus
  hub: Hub
  presence: PresenceStore
  sharing: PresenceSharing
  rateLimits: RateLimits
  answers: AnswerLimits
  search: SearchIndexer
  sessions: Sessions
  accessTokens: AccessTokens
  passwords: Passwords
  /** Encrypts what must not be read by whoever reads the database. */
  seal: Seal
  files: Files
  fileQuotas: FileQuotas
  outbound: Outbound
  mail: Mail
  /** Who may register. */
  admission: Admission
  log: Log
  /** The schema of what messages may carry in this installation. Undefined: any strings. */
  metadata?: MetadataSchema | undefined
  /** Called when a call begins, and with the same object when it has ended. */
  onCallBegin?: (call: RunningCall) => void
  onCallEnd?: (call: RunningCall) => void
  /** Called after each call, for the metrics. `outcome` is `ok`, or the reason for the refusal. */
  onCall?: (call: { path: string; outcome: string; ms: number }) => void
}
