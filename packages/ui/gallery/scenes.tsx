import type { ReactNode } from 'react'
import { FileLab } from './labs/file-lab.tsx'
import { ListLab } from './labs/list-lab.tsx'
import { TextLab } from './labs/text-lab.tsx'
import { WriteLab } from './labs/write-lab.tsx'
import { adminScenes } from './scenes/admin.tsx'
import { authScenes } from './scenes/auth.tsx'
import { channelScenes } from './scenes/channel.tsx'
import { chatScenes } from './scenes/chat.tsx'
import { composerScenes } from './scenes/composer.tsx'
import { connectedScenes } from './scenes/connected.tsx'
import { groupScenes } from './scenes/group.tsx'
import { laterScenes } from './scenes/later.tsx'
import { memberScenes } from './scenes/member.tsx'
import { messageScenes } from './scenes/message.tsx'
import { pageScenes } from './scenes/page.tsx'
import { searchScenes } from './scenes/search.tsx'
import { themingScenes } from './scenes/theming.tsx'
import { threadScenes } from './scenes/thread.tsx'
import { userScenes } from './scenes/user.tsx'

/** All scenes by name: every page and every state that is worth looking at. */
export const scenes: Record<string, () => ReactNode> = {
  ...authScenes,
  ...chatScenes,
  ...channelScenes,
  ...memberScenes,
  ...userScenes,
  ...messageScenes,
  ...composerScenes,
  ...threadScenes,
  ...searchScenes,
  ...laterScenes,
  ...adminScenes,
  ...groupScenes,
  ...pageScenes,
  ...connectedScenes,
  ...themingScenes,
  'file-lab': () => <FileLab />,
  'list-lab': () => <ListLab />,
  'text-lab': () => <TextLab />,
  'write-lab': () => <WriteLab />,
}
