'use client'

import type { Role } from '@chime/protocol'
import { Ban, Crown, Ellipsis, Flag, MessageSquare, ShieldCheck, UserMinus, UserRound, UsersRound } from 'lucide-react'
import { IconButton } from '../primitives/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'

type MemberMenuProps = {
  /** The name of the member. */
  name: string
  blocked: boolean
  /** The roles that I may give them, without the one that they have. */
  roles: readonly Role[]
  onRole: (role: Role) => void
  onOpen: () => void
  onMessage: () => void
  onBlock: (block: boolean) => void
  onReport: () => void
  /** Left out when I may not remove them. */
  onRemove?: (() => void) | undefined
}

const roleItems = {
  owner: { icon: <Crown />, label: 'Make owner' },
  admin: { icon: <ShieldCheck />, label: 'Make admin' },
  member: { icon: <UsersRound />, label: 'Make ordinary member' },
} as const

/** The menu of another member of the channel. */
export function MemberMenu(props: MemberMenuProps) {
  const { name, blocked, roles, onRole, onRemove } = props
  return (
    <Menu
      align="end"
      trigger={<IconButton size="sm" label={`Actions for ${name}`} icon={<Ellipsis />} tooltip={false} />}
    >
      <MenuItem icon={<UserRound />} onSelect={props.onOpen}>
        Profile
      </MenuItem>
      <MenuItem icon={<MessageSquare />} onSelect={props.onMessage}>
        Message
      </MenuItem>
      {roles.length > 0 && <MenuSeparator />}
      {roles.map((role) => (
        <MenuItem key={role} icon={roleItems[role].icon} onSelect={() => onRole(role)}>
          {roleItems[role].label}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={<Ban />} onSelect={() => props.onBlock(!blocked)}>
        {blocked ? 'Unblock' : 'Block'}
      </MenuItem>
      <MenuItem icon={<Flag />} onSelect={props.onReport}>
        Report to the admins
      </MenuItem>
      {onRemove && (
        <MenuItem danger icon={<UserMinus />} onSelect={onRemove}>
          Remove from channel
        </MenuItem>
      )}
    </Menu>
  )
}
