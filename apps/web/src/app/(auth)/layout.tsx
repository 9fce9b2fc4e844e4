import { redirect } from 'next/navigation'
import { findSession } from '../../server/session.ts'

/** The pages to log in and to register. Somebody who is logged in already goes on to the start page. */
export default async function AuthLayout({ children }: LayoutProps<'/'>) {
  // The forms also work without this answer. If the server cannot be reached, the form says so when it is sent.
  if (await findSession().catch(() => null)) redirect('/')
  return children
}
