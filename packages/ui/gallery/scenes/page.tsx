import { type ReactNode, useState } from 'react'
import { dialog } from '../fixtures/scene-props.tsx'
import { me, userById, users } from '../fixtures/users.ts'
import {
  AppSkeleton,
  Avatar,
  Badge,
  Banner,
  Button,
  ConfirmDialog,
  ErrorPage,
  Logo,
  NotFound,
  PresenceDot,
  Switch,
  TextArea,
  TextField,
  ThemeSwitch,
} from '../ui.ts'

/** Pages without a conversation, and the primitives. */
export const pageScenes: Record<string, () => ReactNode> = {
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
  skeleton: () => <AppSkeleton />,
  primitives: () => <Primitives />,
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
        {users.map((person) => (
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
