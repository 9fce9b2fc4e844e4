import type { Metadata } from 'next'
import { safeNextPath } from '../../../auth/next-path.ts'
import { RegisterForm } from '../../../auth/register-form.tsx'

export const metadata: Metadata = { title: 'Create account' }

export default async function RegisterPage({ searchParams }: PageProps<'/register'>) {
  return <RegisterForm next={safeNextPath((await searchParams).next)} />
}
