'use client'

import { useMe } from '@chime/client/react'
import { Page } from '@chime/ui'
import { NotFoundPane } from '../navigation/not-found-pane.tsx'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { QueryProvider } from '../shell/query-provider.tsx'
import { EmojiSection } from './emoji-section.tsx'
import { GroupsSection } from './groups-section.tsx'
import { ReportsSection } from './reports-section.tsx'
import { SuspendSection } from './suspend-section.tsx'

/** The page for the admins of this server. Everybody else is told that there is no such page. */
export function AdminPane() {
  const me = useMe()
  if (me && me.role !== 'admin') return <NotFoundPane />
  return (
    <QueryProvider>
      <Page title="Administration" onBack={() => navigate(paths.start)}>
        <ReportsSection />
        <GroupsSection />
        <EmojiSection />
        <SuspendSection />
      </Page>
    </QueryProvider>
  )
}
