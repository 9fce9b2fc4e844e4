import type { Metadata } from 'next'
import { paths } from '../../../navigation/routes.ts'
import { requireSession } from '../../../server/session.ts'
import { MainPane } from '../../../shell/main-pane.tsx'

export const metadata: Metadata = { title: 'Browse channels' }

export default async function BrowsePage() {
  await requireSession(paths.browse)
  return <MainPane />
}
