import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { registerPath } from '../../../../auth/next-path.ts'
import { paths } from '../../../../navigation/routes.ts'
import { findSession } from '../../../../server/session.ts'
import { MainPane } from '../../../../shell/main-pane.tsx'

export const metadata: Metadata = { title: 'Become the admin' }

/**
 * The page that the link of a server without an admin leads to. Such a server is mostly new, so whoever is not logged
 * in registers first, or logs in from there, and then comes back here.
 */
export default async function ClaimPage({ params }: PageProps<'/claim/[token]'>) {
  const { token } = await params
  if (!(await findSession())) redirect(registerPath(paths.claim(decodeURIComponent(token))))
  return <MainPane />
}
