'use client'

import { type Filter, type FilterAction, type FilterKind, isolated, limits, wrongPattern } from '@chime/protocol'
import { Ban, Check, Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SelectField } from '../primitives/form/select-field.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'

export type FilterFields = Pick<Filter, 'kind' | 'pattern' | 'action'>

export type FilterAdminProps = {
  filters: readonly Filter[]
  loading: boolean
  error: string | null
  /** Saves a filter, or makes one where `id` is null. This and `onDelete` reject with an Error whose message is shown. */
  onSave: (id: string | null, fields: FilterFields) => Promise<void>
  onDelete: (id: string) => Promise<void>
}

const kinds: readonly { value: FilterKind; label: string }[] = [
  { value: 'word', label: 'Word' },
  { value: 'link', label: 'Link' },
]
const actions: readonly { value: FilterAction; label: string }[] = [
  { value: 'refuse', label: 'Refuse' },
  { value: 'allow', label: 'Allow' },
]
const hints: Record<FilterKind, string> = {
  word: 'Whole words, in any spelling. * at the end or the beginning stands for the rest of a word.',
  link: 'A domain with all below it, or example.com/path. * is every link.',
}

/** For admins: what may not be written on this server, and the exceptions. */
export function FilterAdmin({ filters, loading, error, onSave, onDelete }: FilterAdminProps) {
  const [editedId, setEditedId] = useState<string | null>(null)
  return (
    <div className="flex flex-col gap-3">
      <FilterForm onSave={(fields) => onSave(null, fields)} />
      <FormError error={error} />
      {loading && filters.length === 0 && <SkeletonRows rows={3} className="px-0" />}
      {!loading && !error && filters.length === 0 && (
        <p className="text-ink-muted text-sm">There are none: everything may be written.</p>
      )}
      {filters.length > 0 && (
        <ul aria-label="Filters">
          {filters.map((filter) =>
            filter.id === editedId ? (
              <li key={filter.id} className="border-line border-b py-3">
                <FilterForm
                  filter={filter}
                  onCancel={() => setEditedId(null)}
                  onSave={async (fields) => {
                    await onSave(filter.id, fields)
                    setEditedId(null)
                  }}
                />
              </li>
            ) : (
              <Item key={filter.id} filter={filter} onEdit={() => setEditedId(filter.id)} onDelete={onDelete} />
            ),
          )}
        </ul>
      )}
    </div>
  )
}

type FormProps = { filter?: Filter; onSave: (fields: FilterFields) => Promise<void>; onCancel?: () => void }

function FilterForm({ filter, onSave, onCancel }: FormProps) {
  const [kind, setKind] = useState<FilterKind>(filter?.kind ?? 'word')
  const [action, setAction] = useState<FilterAction>(filter?.action ?? 'refuse')
  const [pattern, setPattern] = useState(filter?.pattern ?? '')
  const [wrong, setWrong] = useState<string | undefined>()
  const { submit, pending, error } = useSubmit(async (fields: FilterFields) => {
    await onSave(fields)
    setPattern('')
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    const trimmed = pattern.trim()
    const fault = trimmed === '' ? 'must not be empty' : wrongPattern(kind, trimmed)
    setWrong(fault === null ? undefined : `The pattern ${fault}.`)
    if (fault === null) void submit({ kind, action, pattern: trimmed })
  }

  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-2">
      <FormError error={error} />
      <div className="grid grid-cols-2 items-start gap-2 sm:grid-cols-[7rem_7rem_1fr_auto]">
        <SelectField
          label="Kind"
          choices={kinds}
          value={kind}
          onChange={(event) => setKind(event.target.value === 'link' ? 'link' : 'word')}
        />
        <SelectField
          label="Action"
          choices={actions}
          value={action}
          onChange={(event) => setAction(event.target.value === 'allow' ? 'allow' : 'refuse')}
        />
        <TextField
          label="Pattern"
          className="col-span-2 sm:col-span-1"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={limits.filterPatternMax}
          placeholder={kind === 'link' ? 'example.com' : 'casino*'}
          hint={hints[kind]}
          error={wrong}
          value={pattern}
          onChange={(event) => setPattern(event.target.value)}
        />
        <div className="col-span-2 flex gap-2 sm:col-span-1 sm:mt-6.5">
          <Button type="submit" variant="primary" pending={pending} className="h-10">
            {filter ? 'Save' : 'Add filter'}
          </Button>
          {onCancel && (
            <Button className="h-10" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      </div>
    </form>
  )
}

type ItemProps = { filter: Filter; onEdit: () => void; onDelete: FilterAdminProps['onDelete'] }

function Item({ filter, onEdit, onDelete }: ItemProps) {
  const { submit, pending, error } = useSubmit(onDelete)
  const { id, kind, action, pattern } = filter
  const Icon = action === 'refuse' ? Ban : Check
  return (
    <li className="border-line border-b py-1.5">
      <div className="flex items-center gap-3">
        <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />
        <span className="min-w-0 flex-1 truncate text-ink text-sm">{isolated(pattern)}</span>
        <Badge size="sm" variant={action === 'refuse' ? 'danger' : 'soft'}>
          {kind}, {action === 'refuse' ? 'refused' : 'allowed'}
        </Badge>
        <IconButton size="sm" label={`Edit ${pattern}`} icon={<Pencil />} tooltip={false} onClick={onEdit} />
        <IconButton
          size="sm"
          variant="danger"
          label={`Delete ${pattern}`}
          icon={<Trash2 />}
          tooltip={false}
          disabled={pending}
          onClick={() => void submit(id)}
        />
      </div>
      <FormError error={error} />
    </li>
  )
}
