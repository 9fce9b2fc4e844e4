import type { Metadata } from 'next'
import { paths } from '../../../navigation/routes.ts'
import { requireSession } from '../../../server/session.ts'
import { MainPane } from '../../../shell/main-pane.tsx'

export const metadata: Metadata = { title: 'Invitations' }

export default async function InvitationsPage() {
  await requireSession(paths.invitations)
  return <MainPane />
}
