import type { Metadata } from 'next'
import { paths } from '../../../../navigation/routes.ts'
import { requireSession } from '../../../../server/session.ts'
import { MainPane } from '../../../../shell/main-pane.tsx'

export const metadata: Metadata = { title: 'Invitation' }

/**
 * The page that an invite link leads to. Somebody who is not logged in logs in or registers first and then comes back
 * here.
 */
export default async function InvitePage({ params }: PageProps<'/invite/[code]'>) {
  const { code } = await params
  // Next gives the code as it stands in the address, still percent-encoded.
  await requireSession(paths.invite(decodeURIComponent(code)))
  return <MainPane />
}
