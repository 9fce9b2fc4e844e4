import { MessagesSquare } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { channelSide } from './channel-side.tsx'
import { Chat, Members } from './chat.tsx'
import { ListLab } from './list-lab.tsx'
import { messageSide } from './message-side.tsx'
import { conversation, me, minutesAgo, people, userById } from './people.ts'
import { TextLab } from './text-lab.tsx'
import {
  AddPeopleDialog,
  AppFrame,
  AppSkeleton,
  AuthCard,
  Avatar,
  Badge,
  Banner,
  BrowseChannels,
  Button,
  ConfirmDialog,
  Dialog,
  EditChannelDialog,
  EmptyState,
  ErrorPage,
  FormError,
  Logo,
  NewChannelDialog,
  NewMessageDialog,
  NotFound,
  PresenceDot,
  ProfileDialog,
  SessionsList,
  Switch,
  TextArea,
  TextField,
  ThemeSwitch,
} from './ui.ts'
import { WriteLab } from './write-lab.tsx'

const nothing = () => {}
const later = async () => {}
const search = { query: '', onQuery: nothing, results: people.slice(1) }
const dialog = { open: true, onOpenChange: nothing }

const unsent = [
  ...conversation,
  {
    state: 'failed' as const,
    clientId: 'failed',
    content: 'Here is the link: https://meet.example.org/importer',
    createdAt: minutesAgo(1),
    error: 'the server could not be reached',
    retryable: true,
  },
  {
    state: 'failed' as const,
    clientId: 'refused',
    content: 'And the graph.',
    createdAt: minutesAgo(1),
    error: 'you are no longer a member',
    retryable: false,
  },
  {
    state: 'pending' as const,
    clientId: 'pending',
    content: 'Starting now, join when you can.',
    createdAt: minutesAgo(0),
    error: null,
    retryable: true,
  },
]

/** Every page and state that is worth looking at, by name. */
export const scenes: Record<string, () => ReactNode> = {
  login: () => (
    <AuthCard
      title="Welcome back"
      subtitle="Log in to go on where you left off."
      footer={
        <>
          New here? <Link>Create an account</Link>
        </>
      }
    >
      <form className="flex flex-col gap-4">
        <TextField label="Username or email" name="identifier" autoComplete="username" />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" />
        <Button variant="primary" size="lg" block type="submit">
          Log in
        </Button>
      </form>
    </AuthCard>
  ),
  register: () => (
    <AuthCard
      title="Create your account"
      subtitle="Chat that stays on your own server."
      footer={
        <>
          Already have one? <Link>Log in</Link>
        </>
      }
    >
      <form className="flex flex-col gap-4">
        <FormError error="This username or email is taken." />
        <TextField label="Full name" hint="Optional" defaultValue="Noor Haddad" />
        <TextField label="Username" defaultValue="No" error="At least 3 characters of a–z, 0–9, _ . and -" />
        <TextField label="Email" type="email" defaultValue="noor@example.org" />
        <TextField label="Password" type="password" defaultValue="correct horse" hint="At least 10 characters." />
        <Button variant="primary" size="lg" block pending>
          Create account
        </Button>
      </form>
    </AuthCard>
  ),
  chat: () => <Chat firstUnread={13} typing={['Amara Okafor', 'Kaito Mori']} />,
  'chat-members': () => <Chat aside={<Members />} pane="aside" />,
  'chat-direct': () => <Chat direct typing={['Inês Marín']} draft={'A draft over\nthree\nlines'} />,
  'chat-unsent': () => <Chat items={unsent} connection="offline" />,
  'chat-short': () => <Chat items={conversation.slice(0, 3)} />,
  'chat-empty': () => <Chat items={[]} direct />,
  'chat-loading': () => <Chat status="loading" />,
  'chat-error': () => <Chat status="error" connection="reconnecting" />,
  'chat-around': () => <Chat around={7} disabledReason="This channel is archived." />,
  'chat-long': () => <Chat draft={'word '.repeat(1_610)} />,
  sidebar: () => <Chat pane="sidebar" />,
  'sidebar-many': () => <Chat pane="sidebar" many />,
  browse: () => (
    <AppFrame
      pane="main"
      sidebar={null}
      main={
        <BrowseChannels
          query=""
          onQuery={nothing}
          channels={['announcements', 'design', 'general', 'importer', 'random'].map((name, index) => ({
            id: name,
            kind: index === 0 ? 'announcement' : 'public',
            name,
            description: index % 2 ? null : 'What this place is for, in one line that can be rather long at times.',
            memberCount: 1 + index * 17,
            joined: index % 2 === 0,
          }))}
          joiningId="design"
          onJoin={nothing}
          onOpen={nothing}
          onNewChannel={nothing}
          onBack={nothing}
          hasMore
          onMore={nothing}
        />
      }
    />
  ),
  'browse-empty': () => (
    <AppFrame
      pane="main"
      sidebar={null}
      main={
        <BrowseChannels
          query="zebra"
          onQuery={nothing}
          channels={[]}
          onJoin={nothing}
          onOpen={nothing}
          onNewChannel={nothing}
        />
      }
    />
  ),
  'no-channel': () => (
    <AppFrame
      pane="main"
      sidebar={null}
      main={
        <EmptyState
          headingLevel={1}
          icon={<MessagesSquare />}
          title="Pick a conversation"
          text="Or start one: write to a person, or look for a channel that interests you."
          action={
            <>
              <Button variant="primary">New message</Button>
              <Button>Browse channels</Button>
            </>
          }
        />
      }
    />
  ),
  'new-message': () => <NewMessageDialog {...dialog} {...search} onPick={later} />,
  'new-channel': () => <NewChannelDialog {...dialog} {...search} onCreate={later} />,
  'add-people': () => (
    <AddPeopleDialog {...dialog} {...search} channel="importer" isMember={(id) => id === people[2]?.id} onAdd={later} />
  ),
  'edit-channel': () => (
    <EditChannelDialog
      {...dialog}
      name="importer"
      description="Batches and retries."
      slowModeSeconds={30}
      onSave={later}
      onArchive={nothing}
    />
  ),
  profile: () => <ProfileDialog {...dialog} me={me} onSave={later} onPicture={later} />,
  sessions: () => (
    <Dialog {...dialog} title="Signed-in devices" description="Sign out what you do not recognise.">
      <SessionsList
        onRevoke={later}
        sessions={[
          'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
          'importer-bot/1.2',
        ].map((userAgent, index) => ({
          id: String(index),
          createdAt: minutesAgo(5_000),
          lastUsedAt: minutesAgo(index * 300),
          expiresAt: minutesAgo(-5_000),
          userAgent,
          address: '203.0.113.7',
          current: index === 0,
        }))}
      />
    </Dialog>
  ),
  confirm: () => (
    <ConfirmDialog
      {...dialog}
      danger
      title="Leave importer?"
      text="You can come back at any time: the channel is public."
      confirmLabel="Leave channel"
      onConfirm={async () => Promise.reject(new Error('You are the last owner.'))}
    />
  ),
  'not-found': () => (
    <main>
      <NotFound action={<Button variant="primary">To your conversations</Button>} />
    </main>
  ),
  error: () => (
    <main>
      <ErrorPage detail="req-4f1c9a" action={<Button variant="primary">Try again</Button>} />
    </main>
  ),
  ...channelSide,
  ...messageSide,
  skeleton: () => <AppSkeleton />,
  primitives: () => <Primitives />,
  'list-lab': () => <ListLab />,
  'text-lab': () => <TextLab />,
  'write-lab': () => <WriteLab />,
}

function Link({ children }: { children: ReactNode }) {
  return (
    <a href="#other" className="font-medium text-accent-text underline underline-offset-2">
      {children}
    </a>
  )
}

function Primitives() {
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system')
  const [on, setOn] = useState(true)
  return (
    <main className="flex flex-col gap-6 p-6">
      <h1 className="sr-only">Primitives</h1>
      <Logo size="lg" wordmark />
      <div className="flex flex-wrap gap-2">
        <Button variant="primary">Primary</Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Danger</Button>
        <Button variant="primary" pending>
          Pending
        </Button>
        <Button disabled>Disabled</Button>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        {people.map((person) => (
          <Avatar key={person.id} user={person} presence="online" />
        ))}
        <Avatar user={null} />
        <Avatar user={userById(me.id)} size="lg" presence="busy" />
        {(['online', 'away', 'busy', 'offline', 'unknown'] as const).map((status) => (
          <PresenceDot key={status} status={status} className="size-4" />
        ))}
        <Badge>7</Badge>
        <Badge variant="accent">3</Badge>
        <Badge variant="soft">this one</Badge>
        <Badge variant="danger">late</Badge>
      </div>
      <div className="flex max-w-sm flex-col gap-4">
        <TextField label="Label" hint="A hint" placeholder="Placeholder" />
        <TextArea label="Text" error="Too short." />
        <Switch
          label="Desktop notifications"
          hint="For mentions and direct messages."
          checked={on}
          onCheckedChange={setOn}
        />
        <ThemeSwitch theme={theme} onTheme={setTheme} />
      </div>
      <Banner tone="info">Info</Banner>
      <Banner tone="warning">Warning</Banner>
      <Banner tone="danger">Danger</Banner>
    </main>
  )
}
