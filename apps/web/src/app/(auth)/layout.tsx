import { redirect } from 'next/navigation'
import { findReader } from '../../server/session.ts'

/** Whoever is logged in already has nothing to do here. */
export default async function AuthLayout({ children }: LayoutProps<'/'>) {
  // The forms work without this answer, so a server that cannot be reached right now is the form's to report.
  if (await findReader().catch(() => null)) redirect('/')
  return children
}
