import type { Metadata } from 'next'
import { LoginForm } from '../../../auth/login-form.tsx'
import { safeNextPath } from '../../../auth/next-path.ts'
import { findAuthOptions } from '../../../server/auth-options.ts'

export const metadata: Metadata = { title: 'Log in' }

export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  const registration = (await findAuthOptions())?.registration ?? 'open'
  return <LoginForm next={safeNextPath((await searchParams).next)} registration={registration} />
}
