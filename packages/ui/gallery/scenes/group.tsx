import type { ReactNode } from 'react'
import { Chat } from '../fixtures/chat.tsx'
import { groups } from '../fixtures/groups.ts'
import { composerProps } from '../fixtures/message-props.ts'
import { groupConversation } from '../fixtures/rich-conversation.ts'
import { dialog, inMainPane, nothing, resolved, userSearch } from '../fixtures/scene-props.tsx'
import { userById, users } from '../fixtures/users.ts'
import { EditGroupDialog, GroupAdmin, GroupDialog, Page, PageSection } from '../ui.ts'

const [design, , empty] = groups
const onGroup = { users: userById, onOpenUser: nothing }
const onList = { onNew: nothing, onEdit: nothing, onOpen: nothing }
const form = design && { ...design, members: users.slice(0, 5) }

/** User groups: called in messages, who is in one, and the work of admins. */
export const groupScenes: Record<string, () => ReactNode> = {
  'messages-group': () => <Chat items={groupConversation} composer={composerProps} />,
  group: () => <GroupDialog {...dialog} {...onGroup} group={design ?? null} />,
  'group-empty': () => <GroupDialog {...dialog} {...onGroup} group={empty ?? null} />,
  'group-gone': () => <GroupDialog {...dialog} {...onGroup} group={null} />,
  'group-new': () => <EditGroupDialog {...dialog} {...userSearch} group={null} onSave={resolved} />,
  'group-edit': () => (
    <EditGroupDialog {...dialog} {...userSearch} group={form ?? null} onSave={resolved} onDelete={nothing} />
  ),
  groups: () => inMainPane(page(<GroupAdmin {...onList} groups={groups} />)),
  'groups-none': () => inMainPane(page(<GroupAdmin {...onList} groups={[]} />)),
  'groups-error': () => inMainPane(page(<GroupAdmin {...onList} groups={[]} error="The server cannot be reached." />)),
}

const page = (content: ReactNode) => (
  <Page title="Administration" onBack={nothing}>
    <PageSection
      title="User groups"
      hint="Everybody can write @handle to call everyone in a group who is in the channel."
    >
      {content}
    </PageSection>
  </Page>
)
