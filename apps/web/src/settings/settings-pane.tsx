'use client'

import { useChime, useMe } from '@chime/client/react'
import { Avatar, Button, displayName, IconButton, LanguageField, Switch, ThemeSwitch, useHydrated } from '@chime/ui'
import { useDialogs, useEnterSends, withErrorText } from '@chime/ui/connected'
import { ArrowLeft } from 'lucide-react'
import { useTheme } from 'next-themes'
import { type ReactNode, useId } from 'react'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { QueryProvider } from '../shell/query-provider.tsx'
import { AccountSection } from './account-section.tsx'
import { BlockedUsersSection } from './blocked-users-section.tsx'
import { ReachSection } from './reach-section.tsx'
import { SecuritySection } from './security-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { toTheme } from './theme.ts'

/** The page for my account and for how Chime looks and behaves in this browser. */
export function SettingsPane() {
  return (
    <>
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b px-4 sm:px-5">
        <IconButton
          label="Back"
          icon={<ArrowLeft className="rtl:-scale-x-100" />}
          onClick={() => navigate(paths.start)}
          className="md:hidden"
        />
        <h1 className="font-semibold text-ink text-lg">Settings</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-2xl flex-col gap-10 px-4 py-8 sm:px-6">
          <Section title="Profile">
            <Profile />
          </Section>
          <Account />
          <Section title="Appearance" hint="In this browser.">
            <Appearance />
          </Section>
          <Section title="Language" hint="On all your devices.">
            <Language />
          </Section>
          <Section title="Writing" hint="In this browser.">
            <Writing />
          </Section>
          <Section title="Who may reach you" hint="Add you to channels, write to you, and see whether you are there.">
            <ReachSection />
          </Section>
          <Section
            title="Blocked people"
            hint="What they write is hidden, and they can neither write to you nor invite you."
          >
            <BlockedUsersSection />
          </Section>
          <Security />
          <Section title="Where you are logged in" hint="Log out a device that you do not know or no longer use.">
            <QueryProvider>
              <SessionsSection />
            </QueryProvider>
          </Section>
        </div>
      </div>
    </>
  )
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <div>
        <h2 id={id} className="font-semibold text-base text-ink">
          {title}
        </h2>
        {hint && <p className="text-ink-muted text-sm">{hint}</p>}
      </div>
      {children}
    </section>
  )
}

/** Users of another application have neither an address nor a password here. */
function Account() {
  const me = useMe()
  if (!me || me.externalId !== null) return null
  return (
    <Section title="Account">
      <QueryProvider>
        <AccountSection />
      </QueryProvider>
    </Section>
  )
}

/** Users of another application have no password here, and log in there. */
function Security() {
  const me = useMe()
  if (!me || me.externalId !== null) return null
  return (
    <Section title="Security" hint="How you log in, beside your password.">
      <QueryProvider>
        <SecuritySection />
      </QueryProvider>
    </Section>
  )
}

function Profile() {
  const me = useMe()
  const { openDialog } = useDialogs()
  if (!me) return null
  return (
    <div className="flex flex-wrap items-center gap-4 rounded-lg border border-line p-4">
      <Avatar user={me} size="lg" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-semibold text-ink">{displayName(me)}</p>
        <p className="truncate text-ink-muted text-sm">
          @{me.username}
          {me.email && ` · ${me.email}`}
        </p>
        {me.statusText && <p className="truncate text-ink text-sm">{me.statusText}</p>}
      </div>
      <Button onClick={() => openDialog('profile')}>Edit profile</Button>
    </div>
  )
}

function Appearance() {
  const { theme, setTheme } = useTheme()
  // Only the browser knows the chosen theme: the first render, which must equal the HTML of the server, shows the
  // default.
  const hydrated = useHydrated()
  return <ThemeSwitch theme={toTheme(hydrated ? theme : undefined)} onTheme={setTheme} className="max-w-sm" />
}

function Language() {
  const chime = useChime()
  const me = useMe()
  if (!me) return null
  return (
    <LanguageField
      language={me.language}
      onLanguage={async (language) => void (await withErrorText(chime.trpc.users.update.mutate({ language })))}
    />
  )
}

function Writing() {
  const [enterSends, setEnterSends] = useEnterSends()
  return (
    <Switch
      label="Enter sends the message"
      hint="Shift+Enter breaks the line. When off, Enter breaks the line and Ctrl+Enter or ⌘+Enter sends."
      checked={enterSends}
      onCheckedChange={setEnterSends}
    />
  )
}
