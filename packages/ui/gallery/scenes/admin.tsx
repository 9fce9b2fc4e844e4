import type { FilterAction, FilterKind, Message } from '@chime/protocol'
import type { ReactNode } from 'react'
import { minutesAgo } from '../fixtures/conversation.ts'
import { dialog, inMainPane, messages, nothing, renderLink, resolved } from '../fixtures/scene-props.tsx'
import { me, users } from '../fixtures/users.ts'
import {
  AuditList,
  ClaimCard,
  EmojiAdmin,
  FilterAdmin,
  Page,
  PageSection,
  PeopleAdmin,
  ReportDialog,
  ReportsList,
} from '../ui.ts'

const emojiPicture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="teal"/></svg>',
)}`

/** Reporting somebody, and the page of the admins of the server. */
export const adminScenes: Record<string, () => ReactNode> = {
  report: () => <ReportDialog {...dialog} what="Tobias Weller" onReport={resolved} />,
  admin: () =>
    inMainPane(
      <Page title="Administration" onBack={nothing}>
        <PageSection title="Reports">
          <ReportsList
            reports={[
              report(1, { message: messages[3] ?? null, content: messages[3]?.content ?? '' }),
              report(2, {}),
              report(3, { content: 'What it said before', message: messages[5] ?? null, resolvedAt: minutesAgo(5) }),
            ]}
            loading={false}
            error={null}
            hasMore={false}
            onMore={nothing}
            onResolve={resolved}
            onDelete={resolved}
            onSuspend={resolved}
            hrefOf={({ message }) => (message ? '#' : null)}
            renderLink={renderLink}
          />
        </PageSection>
        <PageSection title="Custom emoji">
          <EmojiAdmin
            emoji={['party_parrot', 'ship-it', 'thanks'].map((name) => ({
              name,
              url: emojiPicture,
              createdBy: me.id,
              createdAt: minutesAgo(5000),
            }))}
            onAdd={resolved}
            onDelete={resolved}
          />
        </PageSection>
      </Page>,
    ),
  moderation: () =>
    inMainPane(
      <Page title="Administration" onBack={nothing}>
        <PageSection title="People">
          <PeopleAdmin
            people={users.slice(0, 5).map((user, i) => ({
              user: { ...user, suspended: i === 3 },
              role: i === 0 ? 'admin' : i === 1 ? 'moderator' : 'user',
              lastLoginAt: i === 4 ? null : minutesAgo(i * 90),
              external: false,
            }))}
            me={{ id: users[0]?.id ?? me.id, role: 'admin' }}
            loading={false}
            error={null}
            hasMore={false}
            onMore={nothing}
            query=""
            onQuery={nothing}
            shown="all"
            onShow={nothing}
            onSetRole={resolved}
            onSuspend={resolved}
            onUnsuspend={resolved}
          />
        </PageSection>
        <PageSection title="Filters">
          <FilterAdmin
            filters={[filter('1', 'word', 'casino*', 'refuse'), filter('2', 'link', 'docs.example.com', 'allow')]}
            loading={false}
            error={null}
            onSave={resolved}
            onDelete={resolved}
          />
        </PageSection>
        <PageSection title="Audit log">
          <AuditList
            entries={[
              entry(3, 'filters.create', 'casino*', { kind: 'word', action: 'refuse' }),
              entry(2, 'admin.setRole', 'tobias', { from: 'user', to: 'moderator' }),
              entry(1, 'admin.claim', 'ada', {}),
            ]}
            loading={false}
            error={null}
            hasMore={false}
            onMore={nothing}
          />
        </PageSection>
      </Page>,
    ),
  claim: () => inMainPane(<ClaimCard username="ada" onClaim={resolved} onDecline={nothing} />),
}

const filter = (id: string, kind: FilterKind, pattern: string, action: FilterAction) => ({
  id,
  kind,
  pattern,
  action,
  createdBy: me.id,
  createdAt: minutesAgo(100),
})

const entry = (number: number, action: string, target: string, details: Record<string, string>) => ({
  number,
  at: minutesAgo(100 - number),
  actorId: me.id,
  actor: 'ada',
  action,
  targetId: me.id,
  target,
  details,
  address: '203.0.113.7',
})

function report(n: number, over: { message?: Message | null; content?: string; resolvedAt?: string }) {
  return {
    id: String(n),
    reporter: users[n] ?? null,
    user: users[n + 1] ?? null,
    message: null,
    content: null,
    reason: n === 2 ? 'Writes to me every hour although I asked them to stop.' : 'This is an insult.',
    createdAt: minutesAgo(n * 200),
    resolvedAt: null,
    resolvedBy: null,
    ...over,
  }
}
