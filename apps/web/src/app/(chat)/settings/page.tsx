import type { Metadata } from 'next'
import { paths } from '../../../navigation/routes.ts'
import { requireSession } from '../../../server/session.ts'
import { MainPane } from '../../../shell/main-pane.tsx'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  await requireSession(paths.settings)
  return <MainPane />
}
