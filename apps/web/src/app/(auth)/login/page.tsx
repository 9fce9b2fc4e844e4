import type { Metadata } from 'next'
import { LoginForm } from '../../../auth/login-form.tsx'
import { safeNextPath } from '../../../auth/next-path.ts'

export const metadata: Metadata = { title: 'Log in' }

export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  return <LoginForm next={safeNextPath((await searchParams).next)} />
}
