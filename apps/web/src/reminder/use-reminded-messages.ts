import { useChime } from '@chime/client/react'
import type { Message, Reminder } from '@chime/protocol'
import { useQueries } from '@tanstack/react-query'

/**
 * The messages of these reminders, in the same order. One is undefined while it is fetched, and null if I cannot read
 * it (any more).
 */
export function useRemindedMessages(reminders: readonly Reminder[]): (Message | null | undefined)[] {
  const { trpc } = useChime()
  return useQueries({
    queries: reminders.map(({ channelId, number }) => ({
      queryKey: ['message', channelId, number],
      queryFn: () => trpc.messages.get.query({ channelId, number }),
    })),
    combine: (answers) => answers.map(({ data, isError }) => (isError ? null : data)),
  })
}
