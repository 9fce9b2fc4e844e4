import { useChime } from '@chime/client/react'
import type { InvitedUser } from '@chime/protocol'
import { useCallback, useEffect, useState } from 'react'

/**
 * Who is invited to a channel and has not answered yet. It is asked for again when the members change; nobody is told of
 * a declined invitation.
 *
 * @param channelId null: none, and nothing is asked for
 * @returns `refresh`: asks again, since the user has changed something
 */
export function useInvited(channelId: string | null): { invited: readonly InvitedUser[]; refresh: () => void } {
  const chime = useChime()
  const [answer, setAnswer] = useState<{ channelId: string; people: readonly InvitedUser[] } | null>(null)
  const [count, setCount] = useState(0)
  const refresh = useCallback(() => setCount((before) => before + 1), [])
  useEffect(() => {
    if (channelId === null) return
    return chime.channel(channelId).on('member', refresh)
  }, [chime, channelId, refresh])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` asks again
  useEffect(() => {
    if (channelId === null) return
    let active = true
    chime.trpc.members.invited.query({ channelId }).then(
      (people) => active && setAnswer({ channelId, people }),
      // Nothing is shown then: the channel works without it.
      () => {},
    )
    return () => {
      active = false
    }
  }, [chime, channelId, count])
  return { invited: answer?.channelId === channelId ? answer.people : nobody, refresh }
}

const nobody: readonly InvitedUser[] = []
