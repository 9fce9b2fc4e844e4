'use client'

import { useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { EmojiAdmin, PageSection } from '@chime/ui'
import { errorText, uploadPicture, useNotices, withErrorText } from '@chime/ui/connected'
import { useQuery, useQueryClient } from '@tanstack/react-query'

/** Here admins add and delete this server's custom emoji. */
export function EmojiSection() {
  const chime = useChime()
  const { trpc } = chime
  const { notify } = useNotices()
  const queries = useQueryClient()
  const queryKey = ['emoji']
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => trpc.emoji.list.query(undefined, { signal }),
    staleTime: 0,
  })
  return (
    <PageSection title="Custom emoji" hint="Everybody here can write them as :name: and react with them.">
      <EmojiAdmin
        emoji={data ?? []}
        loading={isPending}
        error={error ? errorText(error) : null}
        onAdd={async (name, picture) => {
          if (picture.size > limits.emojiBytesMax) {
            throw new Error(`The picture may have at most ${limits.emojiBytesMax / 1024} KB.`)
          }
          const attachmentId = await uploadPicture(chime, picture)
          await withErrorText(trpc.emoji.create.mutate({ name, attachmentId }))
          await queries.invalidateQueries({ queryKey })
          notify('success', `:${name}: can be used now`)
        }}
        onDelete={async (name) => {
          await withErrorText(trpc.emoji.delete.mutate({ name }))
          await queries.invalidateQueries({ queryKey })
        }}
      />
    </PageSection>
  )
}
