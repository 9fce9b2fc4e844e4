'use client'

import { useChime, useMe } from '@chime/client/react'
import type { ReachableBy } from '@chime/protocol'
import { SelectField } from '@chime/ui'
import { useNotices } from '@chime/ui/connected'

/** A `select` has no null. */
const asOnServer = ''
const choices: { value: ReachableBy | typeof asOnServer; label: string }[] = [
  { value: asOnServer, label: 'As on this server' },
  { value: 'acquaintances', label: 'Only people with whom you have joined a channel' },
  { value: 'nobody', label: 'Nobody: everybody asks you first' },
]

/** Who may add me to channels and write to me without asking. */
export function ReachSection() {
  const { trpc } = useChime()
  const me = useMe()
  const { notifyError } = useNotices()
  if (!me) return null
  return (
    <SelectField
      label="Without asking you"
      hint="Everybody else invites you, and you accept or decline. Until then they do not see whether you are there."
      className="max-w-md"
      choices={choices}
      value={me.reachableBy ?? asOnServer}
      onChange={({ target }) => {
        const choice = choices.find(({ value }) => value === target.value)
        if (choice) trpc.users.update.mutate({ reachableBy: choice.value || null }).catch(notifyError)
      }}
    />
  )
}
