import { LogOut, Pencil } from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'
import { messageProps } from './messages.ts'
import { channelId, conversation, me, people, userById } from './people.ts'
import { sidebarViews } from './sidebar-views.tsx'
import {
  AppFrame,
  ChannelHeader,
  Composer,
  type ComposerProps,
  ConnectionBanner,
  type ConnectionStatus,
  HeaderMenu,
  MembersPanel,
  MessageList,
  type MessageListProps,
  type Pane,
  Sidebar,
  type SidebarChannel,
  type TimelineItem,
  TypingLine,
} from './ui.ts'

const nothing = () => {}

const channel = (over: Partial<SidebarChannel> & { id: string; title: string }): SidebarChannel => ({
  kind: 'public',
  unread: 0,
  mentions: 0,
  muted: false,
  href: `#${over.id}`,
  ...over,
})

const statuses = ['online', 'away', 'online', 'busy', 'offline', 'unknown'] as const

export const channels: SidebarChannel[] = [
  channel({ id: channelId, title: 'importer' }),
  channel({ id: 'general', title: 'general', unread: 12 }),
  channel({ id: 'design', title: 'design', unread: 3, mentions: 1 }),
  channel({ id: 'launch', title: 'launch week', kind: 'group', draft: true }),
  channel({ id: 'leads', title: 'leads', kind: 'group', unread: 140 }),
  channel({ id: 'news', title: 'company news', kind: 'announcement' }),
  channel({ id: 'random', title: 'random', muted: true, unread: 51 }),
  channel({ id: 'support', title: 'support-escalations-and-other-long-names', muted: true }),
  ...people.slice(1).map((peer, index) =>
    channel({
      id: peer.id,
      kind: 'direct',
      title: peer.fullName ?? peer.username,
      peer,
      presence: statuses[index % statuses.length],
      unread: index === 1 ? 2 : 0,
    }),
  ),
]

type ChatProps = {
  items?: readonly TimelineItem[]
  firstUnread?: number | null
  pane?: Pane
  aside?: ReactNode
  connection?: ConnectionStatus
  status?: 'loading' | 'ready' | 'error'
  typing?: readonly string[]
  draft?: string
  disabledReason?: string
  direct?: boolean
  many?: boolean
  around?: number
  muted?: boolean
  composer?: Partial<ComposerProps>
  receipts?: MessageListProps['receipts']
  /** In place of the composer. */
  write?: ReactNode
}

/** The whole app with everything in it, without anything behind it. */
export function Chat(props: ChatProps) {
  const { items = conversation, pane = 'main', status = 'ready', typing = [], direct, many } = props
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system')
  const ines = people[1] ?? null
  const title = direct ? 'Inês Marín' : 'importer'
  return (
    <AppFrame
      pane={pane}
      banner={
        <ConnectionBanner
          status={props.connection ?? 'online'}
          pendingCount={2}
          retryAt={Date.now() + 8_000}
          onRetry={nothing}
          delayMs={0}
        />
      }
      sidebar={
        <Sidebar
          me={me}
          mePresence="online"
          channels={many ? thousands : channels}
          currentId={direct ? (ines?.id ?? null) : channelId}
          loading={status === 'loading'}
          onNewMessage={nothing}
          onNewChannel={nothing}
          onBrowse={nothing}
          onSearch={nothing}
          views={sidebarViews}
          onMarkAllRead={nothing}
          onOpenAdmin={nothing}
          onSetStatus={nothing}
          onOpenProfile={nothing}
          onOpenSettings={nothing}
          onLogout={nothing}
          renderLink={renderLink}
          theme={theme}
          onTheme={setTheme}
        />
      }
      main={
        <>
          <ChannelHeader
            title={title}
            description="Batches, retries and the side table. Notes in the wiki."
            kind={direct ? 'direct' : 'public'}
            memberCount={people.length}
            peer={ines}
            presence="online"
            typing={typing}
            onMembers={nothing}
            membersOpen={props.aside !== undefined}
            onSearch={nothing}
            onPinned={nothing}
            muted={props.muted ?? false}
            onBack={nothing}
            loading={status === 'loading'}
            menu={menu}
          />
          <MessageList
            channelId={channelId}
            title={title}
            kind={direct ? 'direct' : 'public'}
            items={status === 'ready' ? items : []}
            users={userById}
            meId={me.id}
            firstUnread={props.firstUnread ?? null}
            status={status}
            onReload={nothing}
            hasBefore={false}
            hasAfter={false}
            onLoadBefore={nothing}
            onLoadAfter={nothing}
            onJumpToLatest={nothing}
            newCount={0}
            onRead={nothing}
            onRetry={nothing}
            onDiscard={nothing}
            {...messageProps}
            onOpenUser={nothing}
            around={props.around ?? null}
            {...(props.receipts && { receipts: props.receipts })}
          />
          {props.write ?? (
            <Composer
              channelId={channelId}
              placeholder={`Message ${title}`}
              draft={props.draft ?? ''}
              {...props.composer}
              disabledReason={props.disabledReason ?? null}
              onSend={nothing}
            />
          )}
          <TypingLine names={typing} />
        </>
      }
      aside={props.aside}
    />
  )
}

const menu = (trigger: ReactElement, defaultOpen: boolean) => (
  <HeaderMenu
    actions={[
      { label: 'Channel settings', icon: <Pencil />, onSelect: nothing },
      { label: 'Leave', icon: <LogOut />, onSelect: nothing, danger: true },
    ]}
    notify="all"
    onNotify={nothing}
    trigger={trigger}
    defaultOpen={defaultOpen}
  />
)

const renderLink = (props: React.ComponentProps<'a'>) => <a {...props} />

const thousands = Array.from({ length: 3_000 }, (_, n) =>
  channel({ id: `many-${n}`, title: `channel ${n}`, unread: n % 7 === 0 ? n % 30 : 0 }),
)

export function Members() {
  return (
    <MembersPanel
      meId={me.id}
      canAdd
      canRemove={() => true}
      members={people.map((user, index) => ({
        member: {
          channelId,
          userId: user.id,
          role: index === 0 ? 'owner' : index === 2 ? 'admin' : 'member',
          joinedAt: user.createdAt,
          leftAt: null,
          revision: 1,
        },
        user,
        blocked: index === 5,
        presence: index === 0 ? 'online' : statuses[(index - 1) % statuses.length],
      }))}
      onAdd={nothing}
      onRemove={nothing}
      onMessage={nothing}
      onOpenUser={nothing}
      onBlock={nothing}
      onReport={nothing}
      onRole={nothing}
      rolesFor={() => ['owner', 'admin', 'member']}
      onClose={nothing}
    />
  )
}
