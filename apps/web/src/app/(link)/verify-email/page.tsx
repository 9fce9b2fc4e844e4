import type { Metadata } from 'next'
import { VerifyEmailCard } from '../../../auth/verify-email-card.tsx'

export const metadata: Metadata = { title: 'Confirm your address' }

/** The page of a link from a mail: for people who are logged in here, elsewhere or nowhere. */
export default function VerifyEmailPage() {
  return <VerifyEmailCard />
}
