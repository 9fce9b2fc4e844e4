import type { Metadata } from 'next'
import { inviteCodeOf, safeNextPath } from '../../../auth/next-path.ts'
import { RegisterForm } from '../../../auth/register-form.tsx'
import { RegistrationClosed } from '../../../auth/registration-closed.tsx'
import { findAuthOptions } from '../../../server/auth-options.ts'

export const metadata: Metadata = { title: 'Create account' }

export default async function RegisterPage({ searchParams }: PageProps<'/register'>) {
  const next = safeNextPath((await searchParams).next)
  const { registration, domains } = (await findAuthOptions()) ?? { registration: 'open', domains: [] }
  const invite = registration === 'invite' ? inviteCodeOf(next) : null
  if (registration === 'closed' || (registration === 'invite' && invite === null)) {
    return <RegistrationClosed registration={registration} next={next} />
  }
  return <RegisterForm next={next} invite={invite} domains={domains} />
}
