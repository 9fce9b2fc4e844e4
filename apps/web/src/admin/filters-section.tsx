'use client'

import { useChime } from '@chime/client/react'
import { FilterAdmin, PageSection } from '@chime/ui'
import { errorText, withErrorText } from '@chime/ui/connected'
import { useQuery, useQueryClient } from '@tanstack/react-query'

const queryKey = ['filters']

/** What may not be written on this server. */
export function FiltersSection() {
  const { trpc } = useChime()
  const queries = useQueryClient()
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => trpc.filters.list.query(undefined, { signal }),
    staleTime: 0,
  })
  const after = async (work: Promise<unknown>) => {
    await withErrorText(work)
    await queries.invalidateQueries({ queryKey })
    await queries.invalidateQueries({ queryKey: ['audit'] })
  }
  return (
    <PageSection title="Filters" hint="What nobody may write here. An allowed pattern is an exception from the others.">
      <FilterAdmin
        filters={data ?? []}
        loading={isPending}
        error={error ? errorText(error) : null}
        onSave={(id, fields) =>
          after(id === null ? trpc.filters.create.mutate(fields) : trpc.filters.update.mutate({ id, ...fields }))
        }
        onDelete={(id) => after(trpc.filters.delete.mutate({ id }))}
      />
    </PageSection>
  )
}
