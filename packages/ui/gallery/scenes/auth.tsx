import type { ReactNode } from 'react'
import { minutesAgo } from '../fixtures/conversation.ts'
import { dialog, resolved } from '../fixtures/scene-props.tsx'
import { AuthCard, Button, Dialog, FormError, SessionsList, TextField } from '../ui.ts'

/** Logging in, registering, and the list of sessions. */
export const authScenes: Record<string, () => ReactNode> = {
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
  sessions: () => (
    <Dialog {...dialog} title="Signed-in devices" description="Sign out what you do not recognise.">
      <SessionsList
        onRevoke={resolved}
        onRevokeOthers={resolved}
        sessions={[
          { name: 'Firefox on Linux', mobile: false },
          { name: 'Safari on iOS', mobile: true },
          { name: 'importer-bot/1.2', mobile: false },
        ].map((device, index) => ({
          id: String(index),
          createdAt: minutesAgo(5_000),
          lastUsedAt: minutesAgo(index * 300),
          expiresAt: minutesAgo(-5_000),
          userAgent: null,
          device,
          address: '203.0.113.7',
          current: index === 0,
        }))}
      />
    </Dialog>
  ),
}

function Link({ children }: { children: ReactNode }) {
  return (
    <a href="#other" className="font-medium text-accent-text underline underline-offset-2">
      {children}
    </a>
  )
}
