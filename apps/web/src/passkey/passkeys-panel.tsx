'use client'

import { useChime } from '@chime/client/react'
import { limits, type Passkey } from '@chime/protocol'
import {
  Button,
  ConfirmDialog,
  FormError,
  fullTime,
  IconButton,
  SkeletonRows,
  TextField,
  timeAgo,
  useHydrated,
} from '@chime/ui'
import { errorText, withErrorText } from '@chime/ui/connected'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { FormDialog } from '../settings/form-dialog.tsx'
import { AddPasskeyDialog } from './add-passkey-dialog.tsx'
import { canUsePasskeys } from './browser.ts'

const queryKey = ['passkeys']

/** My passkeys: I add, rename and delete them here. */
export function PasskeysPanel() {
  const { trpc } = useChime()
  const queries = useQueryClient()
  // Only the browser knows, and its first render must equal the HTML of the server.
  const hydrated = useHydrated()
  const canAdd = hydrated && canUsePasskeys()
  const [isAdding, setIsAdding] = useState(false)
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => trpc.auth.passkeys.query(undefined, { signal }),
    staleTime: 0,
  })
  const changed = () => queries.invalidateQueries({ queryKey })
  return (
    <div className="flex flex-col gap-1 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="font-medium text-ink text-sm">Passkeys</h3>
          <p className="text-ink-muted text-sm">
            {canAdd || !hydrated
              ? 'Log in with a finger, your face or the PIN of a device, without your password and without a code.'
              : 'This browser makes no passkeys here. They need https, and the name of the server in the address.'}
          </p>
        </div>
        {canAdd && (
          <Button disabled={!data || data.length >= limits.passkeysMax} onClick={() => setIsAdding(true)}>
            Add a passkey
          </Button>
        )}
      </div>
      <FormError error={error ? errorText(error) : null} />
      {isPending && <SkeletonRows rows={1} className="px-0" />}
      <ul className="divide-y divide-line">
        {data?.map((passkey) => (
          <Item key={passkey.id} passkey={passkey} onChanged={changed} />
        ))}
      </ul>
      {isAdding && <AddPasskeyDialog onClose={() => setIsAdding(false)} onAdded={changed} />}
    </div>
  )
}

function Item({ passkey, onChanged }: { passkey: Passkey; onChanged: () => Promise<void> }) {
  const { trpc } = useChime()
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null)
  const { id, name, createdAt, lastUsedAt } = passkey
  const close = () => setDialog(null)
  return (
    <li className="flex items-center gap-3 py-3">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-active text-ink-muted"
      >
        <KeyRound className="size-4.5" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-ink text-sm">
          <bdi>{name}</bdi>
        </p>
        <p className="text-ink-muted text-xs">
          added{' '}
          <time dateTime={createdAt} title={fullTime(createdAt)}>
            {timeAgo(createdAt)}
          </time>
          {' · '}
          {lastUsedAt === null ? (
            'never used'
          ) : (
            <time dateTime={lastUsedAt} title={fullTime(lastUsedAt)}>
              last used {timeAgo(lastUsedAt)}
            </time>
          )}
        </p>
      </div>
      <IconButton label={`Rename ${name}`} icon={<Pencil />} onClick={() => setDialog('rename')} />
      <IconButton label={`Delete ${name}`} icon={<Trash2 />} onClick={() => setDialog('delete')} />
      {dialog === 'rename' && (
        <FormDialog
          title="Rename passkey"
          description="The name is only for you."
          confirmLabel="Save"
          onClose={close}
          onSave={async (value) => {
            await withErrorText(trpc.auth.renamePasskey.mutate({ id, name: value('name') }))
            await onChanged()
          }}
        >
          <TextField label="Name" name="name" defaultValue={name} required maxLength={limits.passkeyNameMax} />
        </FormDialog>
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={`Delete “${name}”?`}
          text="You cannot log in with it any more. Your password still works."
          confirmLabel="Delete passkey"
          danger
          onConfirm={async () => {
            await withErrorText(trpc.auth.deletePasskey.mutate({ id }))
            await onChanged()
          }}
        />
      )}
    </li>
  )
}
