import type { ReactNode } from 'react'
import { Chat } from './chat.tsx'
import { channelId, conversation, me, minutesAgo, people } from './people.ts'
import {
  AppFrame,
  ArchivedBar,
  BlockedList,
  Dialog,
  EmojiAdmin,
  InviteCard,
  InviteGone,
  InvitesDialog,
  LaterPage,
  LeaveChannelDialog,
  Page,
  PageSection,
  PersonDialog,
  PinnedPanel,
  ReportDialog,
  ReportsList,
  SearchPanel,
  type SearchPanelProps,
  type SearchResult,
  SuspendPerson,
  ThreadsPage,
} from './ui.ts'

const nothing = () => {}
const later = async () => {}
const dialog = { open: true, onOpenChange: nothing }
const renderLink = (props: React.ComponentProps<'a'>) => <a {...props} />
const search = { query: '', onQuery: nothing, results: people.slice(1) }

const messages = conversation.flatMap((item) => (item.state === 'sent' && item.message.userId ? [item.message] : []))
const author = (userId: string | null) => people.find(({ id }) => id === userId) ?? null
const importer = { title: 'importer', kind: 'public' } as const

const long = `${'The notes of the week, all of them, from the first to the last. '.repeat(6)}And the batch that failed on Monday is fixed: it was the graph.`

const results: SearchResult[] = [...messages.slice(1, 6), { ...messages[6], content: long, number: 99 }]
  .flatMap((message) => (message && 'channelId' in message ? [message as (typeof messages)[number]] : []))
  .map((message, index) => ({
    message,
    author: author(message.userId),
    place: index === 1 ? { title: 'launch week', kind: 'group' } : importer,
    highlights: [...message.content.matchAll(/batch|graph|row/g)].map((m) => [m.index, m.index + m[0].length] as const),
    href: `#${message.number}`,
  }))

function SearchScene(props: Partial<SearchPanelProps>) {
  return (
    <Chat
      pane="aside"
      aside={
        <SearchPanel
          query="batch"
          onQuery={nothing}
          order="newest"
          onOrder={nothing}
          channel={null}
          offeredChannel="importer"
          onScope={nothing}
          results={results}
          loading={false}
          error={null}
          onReload={nothing}
          hasMore={false}
          onMore={nothing}
          renderLink={renderLink}
          onClose={nothing}
          {...props}
        />
      }
    />
  )
}

const main = (content: ReactNode) => <AppFrame pane="main" sidebar={null} main={content} />

const emojiPicture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="teal"/></svg>',
)}`

/** What there is around channels, people and what one put off. */
export const channelSide: Record<string, () => ReactNode> = {
  search: () => <SearchScene />,
  'search-start': () => <SearchScene query="" results={null} />,
  'search-channel': () => <SearchScene channel="support-escalations-and-other-long-names" order="best" />,
  'search-loading': () => <SearchScene results={null} loading />,
  'search-nothing': () => <SearchScene query="zebra" results={[]} />,
  'search-error': () => <SearchScene error="Chime is busy right now. Try again in a moment." />,
  pinned: () => (
    <Chat
      pane="aside"
      aside={
        <PinnedPanel
          pinned={messages
            .slice(2, 7)
            .map((message) => ({ message, author: author(message.userId), href: `#${message.number}` }))}
          loading={false}
          error={null}
          onUnpin={nothing}
          renderLink={renderLink}
          onClose={nothing}
        />
      }
    />
  ),
  'pinned-empty': () => (
    <Chat
      pane="aside"
      aside={<PinnedPanel pinned={[]} loading={false} error={null} renderLink={renderLink} onClose={nothing} />}
    />
  ),
  archived: () => <Chat write={<ArchivedBar onUnarchive={nothing} />} />,
  muted: () => <Chat muted />,
  leave: () => (
    <LeaveChannelDialog {...dialog} channel="importer" text="You can join again at any time." onLeave={later} />
  ),
  'leave-last-owner': () => (
    <LeaveChannelDialog {...dialog} channel="importer" text="" successors={search} onLeave={later} />
  ),
  invites: () => (
    <InvitesDialog
      {...dialog}
      channel="importer"
      invites={[
        invite(1, { expiresAt: minutesAgo(-7 * 1440), maxUses: 10, uses: 3 }),
        invite(2, { uses: 1 }),
        invite(3, { expiresAt: minutesAgo(-90), maxUses: 1 }),
      ]}
      linkOf={(code) => `https://chat.example.org/invite/${code}`}
      onCreate={later}
      onRevoke={later}
      onCopy={nothing}
    />
  ),
  invite: () => main(<InviteCard {...invitation} joined={false} />),
  'invite-joined': () => main(<InviteCard {...invitation} description={null} invitedBy={null} joined />),
  'invite-gone': () => main(<InviteGone onBack={nothing} />),
  person: () => (
    <PersonDialog
      {...dialog}
      {...onPerson}
      user={{ ...(people[1] ?? me), statusText: 'On the train until noon' }}
      presence="online"
      mine={false}
      blocked={false}
    />
  ),
  'person-blocked': () => (
    <PersonDialog
      {...dialog}
      {...onPerson}
      user={people[8] ?? me}
      presence="offline"
      lastSeenAt={minutesAgo(300)}
      mine={false}
      blocked
    />
  ),
  'person-me': () => <PersonDialog {...dialog} {...onPerson} user={me} presence="online" mine blocked={false} />,
  report: () => <ReportDialog {...dialog} what="Tobias Weller" onReport={later} />,
  blocked: () => (
    <Dialog {...dialog} title="Blocked people">
      <BlockedList people={people.slice(2, 5)} onUnblock={later} />
    </Dialog>
  ),
  later: () =>
    main(
      <LaterPage
        reminders={messages.slice(2, 4).map((message, index) => ({
          reminder: {
            id: String(index),
            channelId,
            number: message.number,
            at: minutesAgo(index === 0 ? 12 : -190),
            state: index === 0 ? 'due' : 'waiting',
          },
          message,
          author: author(message.userId),
          place: importer,
          href: '#',
        }))}
        scheduled={[
          scheduled('1', { sendAt: minutesAgo(-1500) }),
          scheduled('2', { state: 'failed', error: 'The channel is archived.' }),
        ]}
        drafts={[
          {
            draft: { channelId, content: 'I think that we should\nnot', replyTo: null, updatedAt: minutesAgo(30) },
            place: { title: 'Inês Marín', kind: 'direct' },
            href: '#',
          },
        ]}
        {...onLater}
      />,
    ),
  'later-empty': () => main(<LaterPage reminders={[]} scheduled={[]} drafts={[]} {...onLater} />),
  threads: () =>
    main(
      <ThreadsPage
        threads={messages.slice(1, 5).map((parent, index) => ({
          id: String(index),
          parent,
          author: author(parent.userId),
          place: importer,
          href: '#',
          unread: index === 0 ? 3 : index === 1 ? 120 : 0,
          mentions: index === 0 ? 1 : 0,
          replies: 1 + index * 4,
          lastReplyAt: minutesAgo(20 * (index + 1)),
        }))}
        renderLink={renderLink}
        onBack={nothing}
      />,
    ),
  'threads-empty': () => main(<ThreadsPage threads={[]} renderLink={renderLink} onBack={nothing} />),
  admin: () =>
    main(
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
            onResolve={later}
            onSuspend={later}
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
            onAdd={later}
            onDelete={later}
          />
        </PageSection>
        <PageSection title="Suspend a person">
          <SuspendPerson {...search} onSuspend={later} onUnsuspend={later} />
        </PageSection>
      </Page>,
    ),
}

const onPerson = { onMessage: later, onBlock: later, onReport: nothing, onEdit: nothing }

const onLater = {
  onDeleteDraft: later,
  onSendNow: later,
  onUnschedule: later,
  onDeleteReminder: later,
  renderLink,
  onBack: nothing,
}

const invitation = {
  kind: 'public' as const,
  name: 'importer',
  description: 'Batches, retries and the side table. Notes in the wiki.',
  memberCount: 17,
  invitedBy: people[1] ?? null,
  onJoin: later,
  onOpen: nothing,
  onDecline: nothing,
}

function invite(n: number, over: { expiresAt?: string; maxUses?: number; uses?: number }) {
  return {
    id: String(n),
    channelId,
    code: `Xq3v9-kLm0_${n}`,
    createdBy: me.id,
    createdAt: minutesAgo(600),
    expiresAt: null,
    maxUses: null,
    uses: 0,
    ...over,
  }
}

function scheduled(id: string, over: { sendAt?: string; state?: 'failed'; error?: string }) {
  return {
    scheduled: {
      id,
      channelId,
      clientId: id,
      content: 'Good morning! The weekly numbers are in the wiki.',
      metadata: {},
      replyTo: null,
      attachmentIds: [],
      sendAt: minutesAgo(10),
      state: 'waiting' as const,
      error: null,
      number: null,
      ...over,
    },
    place: importer,
    href: '#',
  }
}

function report(
  n: number,
  over: { message?: (typeof messages)[number] | null; content?: string; resolvedAt?: string },
) {
  return {
    id: String(n),
    reporter: people[n] ?? null,
    user: people[n + 1] ?? null,
    message: null,
    content: null,
    reason: n === 2 ? 'Writes to me every hour although I asked them to stop.' : 'This is an insult.',
    createdAt: minutesAgo(n * 200),
    resolvedAt: null,
    resolvedBy: null,
    ...over,
  }
}
