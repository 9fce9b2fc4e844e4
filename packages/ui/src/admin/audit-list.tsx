'use client'

import { type AuditEntry, isolated } from '@chime/protocol'
import { FormError } from '../primitives/form/form-error.tsx'
import { More } from '../primitives/more.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { fullTime } from '../times.ts'

export type AuditListProps = {
  entries: readonly AuditEntry[]
  loading: boolean
  error: string | null
  hasMore: boolean
  onMore: () => void
}

/** What each act is called. What is not here is from a newer server, and shown as the server calls it. */
const acts: Record<string, string> = {
  'admin.claim': 'became the first admin',
  'admin.setRole': 'changed the role of',
  'admin.suspend': 'suspended',
  'admin.unsuspend': 'let in again',
  'admin.resolveReport': 'resolved a report about',
  'admin.deleteMessage': 'deleted a message of',
  'filters.create': 'made the filter',
  'filters.update': 'changed the filter',
  'filters.delete': 'deleted the filter',
  'groups.create': 'made the group',
  'groups.update': 'changed the group',
  'groups.delete': 'deleted the group',
  'emoji.create': 'added the emoji',
  'emoji.delete': 'deleted the emoji',
  'keys.create': 'made the server key',
  'keys.revoke': 'revoked the server key',
}

/** For admins: what admins and moderators have done, the newest first. */
export function AuditList({ entries, loading, error, hasMore, onMore }: AuditListProps) {
  return (
    <div>
      <FormError error={error} />
      {loading && entries.length === 0 && <SkeletonRows rows={4} className="px-0" />}
      {!loading && !error && entries.length === 0 && (
        <p className="text-ink-muted text-sm">Nothing has been done yet.</p>
      )}
      {entries.length > 0 && (
        <ol aria-label="Audit log">
          {entries.map((entry) => (
            <Item key={entry.number} entry={entry} />
          ))}
        </ol>
      )}
      {hasMore && <More loading={loading} onMore={onMore} />}
    </div>
  )
}

function Item({ entry }: { entry: AuditEntry }) {
  const { number, at, actor, action, target, details, address } = entry
  return (
    <li className="flex gap-3 border-line border-b py-2 text-sm">
      <span className="w-8 shrink-0 text-end text-ink-muted tabular-nums">{number}</span>
      <div className="min-w-0 flex-1">
        <p className="text-ink [overflow-wrap:anywhere]">
          <span className="font-medium">{isolated(actor)}</span> {acts[action] ?? action}{' '}
          {target !== null && action !== 'admin.claim' && <span className="font-medium">{isolated(target)}</span>}
          {detailsOf(entry)}
        </p>
        <p className="text-ink-muted text-xs [overflow-wrap:anywhere]">
          <time dateTime={at}>{fullTime(at)}</time> · {address}
          {details.channelId && ` · message ${details.number} in ${details.channelId}`}
        </p>
      </div>
    </li>
  )
}

function detailsOf({ action, details }: AuditEntry): string {
  if (action === 'admin.setRole') return ` from ${details.from} to ${details.to}`
  if (action.startsWith('filters.')) return ` (${details.kind}, ${details.action})`
  return ''
}
