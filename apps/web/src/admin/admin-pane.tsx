'use client'

import { useMe } from '@chime/client/react'
import { Page } from '@chime/ui'
import { NotFoundPane } from '../navigation/not-found-pane.tsx'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { QueryProvider } from '../shell/query-provider.tsx'
import { AuditSection } from './audit-section.tsx'
import { EmojiSection } from './emoji-section.tsx'
import { FiltersSection } from './filters-section.tsx'
import { GroupsSection } from './groups-section.tsx'
import { PeopleSection } from './people-section.tsx'
import { ReportsSection } from './reports-section.tsx'

/**
 * The page for the admins of this server, and what moderators need of it. Everybody else is told that there is no such
 * page.
 */
export function AdminPane() {
  const me = useMe()
  if (me && me.role === 'user') return <NotFoundPane />
  const isAdmin = me?.role === 'admin'
  return (
    <QueryProvider>
      <Page title="Administration" onBack={() => navigate(paths.start)}>
        <ReportsSection />
        {me && <PeopleSection me={me} />}
        {isAdmin && (
          <>
            <FiltersSection />
            <GroupsSection />
            <EmojiSection />
            <AuditSection />
          </>
        )}
      </Page>
    </QueryProvider>
  )
}
