'use client'

import { Invitations } from '@chime/ui/connected'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'

/** The page with the channels that others want me in. */
export function InvitationsPane() {
  return <Invitations onBack={() => navigate(paths.start)} />
}
