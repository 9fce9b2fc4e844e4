import type { Metadata } from 'next'
import { ForgotPasswordForm } from '../../../auth/forgot-password-form.tsx'
import { findAuthOptions } from '../../../server/auth-options.ts'

export const metadata: Metadata = { title: 'Forgot password' }

export default async function ForgotPasswordPage() {
  return <ForgotPasswordForm mail={(await findAuthOptions())?.mail ?? true} />
}
