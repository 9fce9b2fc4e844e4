import type { ReactNode } from 'react'
import { minutesAgo } from '../fixtures/conversation.ts'
import { dialog, nothing, resolved } from '../fixtures/scene-props.tsx'
import { me, users } from '../fixtures/users.ts'
import { BlockedList, Dialog, PersonDialog, ProfileDialog } from '../ui.ts'

const onPerson = { onMessage: resolved, onBlock: resolved, onReport: nothing, onEdit: nothing }

/** My own profile, the profiles of others, and whom I blocked. */
export const userScenes: Record<string, () => ReactNode> = {
  profile: () => <ProfileDialog {...dialog} me={me} onSave={resolved} onPicture={resolved} />,
  person: () => (
    <PersonDialog
      {...dialog}
      {...onPerson}
      user={{ ...(users[1] ?? me), statusText: 'On the train until noon' }}
      presence="online"
      mine={false}
      blocked={false}
    />
  ),
  'person-blocked': () => (
    <PersonDialog
      {...dialog}
      {...onPerson}
      user={users[8] ?? me}
      presence="offline"
      lastSeenAt={minutesAgo(300)}
      mine={false}
      blocked
    />
  ),
  'person-me': () => <PersonDialog {...dialog} {...onPerson} user={me} presence="online" mine blocked={false} />,
  blocked: () => (
    <Dialog {...dialog} title="Blocked people">
      <BlockedList people={users.slice(2, 5)} onUnblock={resolved} />
    </Dialog>
  ),
}
