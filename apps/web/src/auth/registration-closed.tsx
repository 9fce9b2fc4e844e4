import type { Registration } from '@chime/protocol'
import { AuthNotice } from './auth-notice.tsx'
import { loginPath } from './next-path.ts'

/** Stands in place of the form where somebody may not register. */
export function RegistrationClosed({ registration, next }: { registration: Registration; next: string }) {
  return (
    <AuthNotice
      title={registration === 'invite' ? 'You need an invitation' : 'No new accounts'}
      action={{ label: 'Log in', href: loginPath(next) }}
    >
      <p>
        {registration === 'invite'
          ? 'To make an account here, open the invite link that somebody has sent you.'
          : 'On this server nobody makes an account by themselves. Ask those who run it.'}
      </p>
    </AuthNotice>
  )
}
