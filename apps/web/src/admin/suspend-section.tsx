'use client'

import { useChime, useMe } from '@chime/client/react'
import { PageSection, SuspendPerson } from '@chime/ui'
import { useNotices, useUserSearch, withErrorText } from '@chime/ui/connected'
import { useSuspend } from './use-suspend.ts'

/** Here admins suspend users and let them in again. */
export function SuspendSection() {
  const { trpc } = useChime()
  const { notify } = useNotices()
  const suspend = useSuspend()
  const search = useUserSearch({ enabled: true, without: useMe()?.id, suspended: true })
  return (
    <PageSection
      title="Suspend a person"
      hint="They are signed out everywhere and cannot sign in until they are let in again."
    >
      <SuspendPerson
        {...search}
        onSuspend={suspend}
        onUnsuspend={async (userId) => {
          await withErrorText(trpc.admin.unsuspend.mutate({ userId }))
          notify('success', 'They can sign in again')
        }}
      />
    </PageSection>
  )
}
