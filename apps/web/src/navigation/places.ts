import type { Place } from '@chime/ui/connected'
import { rememberChannel } from './last-channel.ts'
import { navigate } from './router.ts'
import { paths, type View } from './routes.ts'

/** The path of a place of the chat. */
export function pathOf(place: Place): string {
  switch (place.name) {
    case 'start':
      return paths.start
    case 'channel':
      return paths.channel(place.channelId)
    case 'message':
      return paths.message(place.channelId, place.number)
    case 'thread':
      return paths.thread(place.channelId, place.number)
    case 'invite':
      return paths.invite(place.code)
  }
}

/** The place of a view: the start for pages that are about no channel. */
export function placeOf(view: View): Place {
  if (view.name === 'invite') return { name: 'invite', code: view.code }
  if (view.name !== 'channel') return { name: 'start' }
  const { channelId, around } = view
  return around === undefined ? { name: 'channel', channelId } : { name: 'message', channelId, number: around }
}

/** Goes to a place. @param meId the user, who does not come back to a channel that they have just left */
export function goTo(place: Place, meId: string | undefined): void {
  // Otherwise the start page would lead back to the channel.
  if (place.name === 'start' && place.left && meId) rememberChannel(meId, null)
  navigate(pathOf(place))
}
