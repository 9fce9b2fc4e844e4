import type { Message } from '@chime/protocol'
import type { ReactNode } from 'react'
import { minutesAgo } from '../fixtures/conversation.ts'
import { dialog, inMainPane, messages, nothing, renderLink, resolved, userSearch } from '../fixtures/scene-props.tsx'
import { me, users } from '../fixtures/users.ts'
import { EmojiAdmin, Page, PageSection, ReportDialog, ReportsList, SuspendPerson } from '../ui.ts'

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
        <PageSection title="Suspend a person">
          <SuspendPerson {...userSearch} onSuspend={resolved} onUnsuspend={resolved} />
        </PageSection>
      </Page>,
    ),
}

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
