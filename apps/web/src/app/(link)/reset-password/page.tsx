import type { Metadata } from 'next'
import { ResetPasswordForm } from '../../../auth/reset-password-form.tsx'

export const metadata: Metadata = { title: 'New password' }

/** The page of a link from a mail: also for somebody who is logged in here. */
export default function ResetPasswordPage() {
  return <ResetPasswordForm />
}
