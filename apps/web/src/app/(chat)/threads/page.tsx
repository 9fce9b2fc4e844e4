import type { Metadata } from 'next'
import { paths } from '../../../navigation/routes.ts'
import { requireSession } from '../../../server/session.ts'
import { MainPane } from '../../../shell/main-pane.tsx'

export const metadata: Metadata = { title: 'Threads' }

export default async function ThreadsPage() {
  await requireSession(paths.threads)
  return <MainPane />
}
