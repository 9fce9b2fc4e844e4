import { type Action, idIn, of, type Situation } from './action.ts'
import { areParted, Channel, type ChatModel, type Person, type Role } from './chat-model.ts'

let counter = 0
const roles = ['owner', 'admin', 'member'] as const

const hasOwnPeople = (channel: Channel) => channel.kind !== 'direct' && channel.kind !== 'thread'
const isOwner = (channel: Channel, person: Person) => channel.member(person)?.role === 'owner'
const otherOwners = (channel: Channel, person: Person) =>
  channel.people().filter((each) => each !== person && isOwner(channel, each))

/** Whether the actor may manage the channel: only where it has members of its own and is not archived. */
const mayManage = ({ channel, actor }: Situation) =>
  hasOwnPeople(channel) && !channel.archived && channel.manages(actor)

export const create: Action = ({ model, actor, other, pick }) => {
  const kind = of(['group', 'public', 'group', 'announcement'] as const, pick) ?? 'group'
  const name = `channel ${++counter}`
  if (model.channels.length > 12) return null
  return {
    isAllowed: !areParted(actor, other),
    call: (trpc) => trpc.channels.create.mutate({ kind, name, memberIds: [other.id] }),
    apply: (answer) => {
      const channel = new Channel(idIn(answer), kind, name)
      channel.admit(actor, 'owner')
      channel.admit(other)
      model.channels.push(channel)
    },
  }
}

export const openDirect: Action = ({ model, actor, other }) => {
  const known = model.channels.find(
    (channel) => channel.kind === 'direct' && channel.members.has(actor) && channel.members.has(other),
  )
  return {
    isAllowed: actor !== other && !areParted(actor, other),
    call: (trpc) => trpc.channels.openDirect.mutate({ userId: other.id }),
    apply: (answer) => {
      if (known) return
      const channel = new Channel(idIn(answer), 'direct', null)
      for (const person of [actor, other]) channel.admit(person)
      model.channels.push(channel)
    },
  }
}

export const join: Action = ({ model, channel, actor }) => {
  const isHere = channel.member(actor) !== null
  const mayJoinThread = channel.kind === 'thread' && channel.accessChannel.member(actor) !== null && !channel.isArchived
  const mayJoinRoom = channel.kind !== 'thread' && channel.isOpen && !channel.archived
  const staysAs = channel.kind !== 'thread' && !channel.isOpen && isHere
  return {
    isAllowed: mayJoinThread || mayJoinRoom || staysAs,
    call: (trpc) => trpc.channels.join.mutate({ channelId: channel.id }),
    apply: () => {
      if (channel.kind === 'thread') return startFollowing(channel, actor)
      if (isHere) return
      channel.admit(actor, channel.people().length === 0 ? 'owner' : 'member')
      if (channel.kind !== 'announcement') model.postNotice(channel, actor, { notice: 'joined' })
    },
  }
}

function startFollowing(thread: Channel, person: Person): void {
  const held = thread.members.get(person)
  if (held?.isIn && !held.follows) held.read = thread.messages.length
  if (held) held.follows = true
  thread.admit(person)
}

const mayFollow = (channel: Channel, person: Person) =>
  channel.kind === 'thread' && channel.accessChannel.member(person) !== null

export const follow: Action = ({ channel, actor }) => ({
  isAllowed: mayFollow(channel, actor) && !channel.accessChannel.archived,
  call: (trpc) => trpc.channels.follow.mutate({ channelId: channel.id }),
  apply: () => startFollowing(channel, actor),
})

export const unfollow: Action = ({ channel, actor }) => ({
  isAllowed: mayFollow(channel, actor),
  call: (trpc) => trpc.channels.unfollow.mutate({ channelId: channel.id }),
  apply: () => {
    channel.admit(actor)
    const member = channel.member(actor)
    if (member) member.follows = false
  },
})

export const leave: Action = ({ model, channel, actor, other, pick }) => {
  const member = channel.member(actor)
  const others = channel.people().filter((person) => person !== actor)
  const isLast =
    hasOwnPeople(channel) && isOwner(channel, actor) && otherOwners(channel, actor).length === 0 && others.length > 0
  const successor = pick % 2 === 0 ? other : null
  const mayGo = !isLast || (successor !== null && others.includes(successor))
  const isAllowed =
    channel.kind === 'thread' ? channel.mayRead(actor) : hasOwnPeople(channel) && member !== null && mayGo
  return {
    isAllowed,
    call: (trpc) =>
      trpc.channels.leave.mutate({ channelId: channel.id, ...(successor && { successorId: successor.id }) }),
    apply: () => {
      if (!member && channel.kind === 'thread') model.dismiss(channel, actor)
      if (!member) return
      if (isLast && successor) promote(model, channel, actor, successor, 'owner')
      if (hasOwnPeople(channel) && channel.kind !== 'announcement') model.postNotice(channel, actor, { notice: 'left' })
      model.dismiss(channel, actor)
    },
  }
}

export const add: Action = ({ model, channel, actor, other }) => {
  const member = channel.member(actor)
  const mayAdd = channel.kind !== 'announcement' || channel.manages(actor)
  const mayMeet = channel.member(other) !== null || !areParted(actor, other)
  return {
    isAllowed: hasOwnPeople(channel) && !channel.archived && member !== null && mayAdd && mayMeet,
    call: (trpc) => trpc.members.add.mutate({ channelId: channel.id, userIds: [other.id] }),
    apply: () => {
      if (channel.member(other)) return
      channel.admit(other)
      if (channel.kind !== 'announcement')
        model.postNotice(channel, actor, { notice: 'added', userIds: other.id, count: '1' })
    },
  }
}

export const dismiss: Action = (situation) => {
  const { model, channel, actor, other } = situation
  const target = channel.member(other)
  const mayReach = target !== null && (target.role !== 'owner' || isOwner(channel, actor))
  return {
    isAllowed: hasOwnPeople(channel) && channel.manages(actor) && other !== actor && mayReach,
    call: (trpc) => trpc.members.remove.mutate({ channelId: channel.id, userId: other.id }),
    apply: () => {
      model.postNotice(channel, actor, { notice: 'removed', userIds: other.id, count: '1' })
      model.dismiss(channel, other)
    },
  }
}

function promote(model: ChatModel, channel: Channel, actor: Person, person: Person, role: Role): void {
  const member = channel.member(person)
  if (!member || member.role === role) return
  member.role = role
  model.postNotice(channel, actor, { notice: 'role', userIds: person.id, count: '1', role })
}

export const setRole: Action = ({ model, channel, actor, other, pick }) => {
  const role = of(roles, pick) ?? 'member'
  const target = channel.member(other)
  const keepsOwner = role === 'owner' || otherOwners(channel, other).length > 0 || target?.role !== 'owner'
  return {
    isAllowed: hasOwnPeople(channel) && !channel.archived && isOwner(channel, actor) && target !== null && keepsOwner,
    call: (trpc) => trpc.members.setRole.mutate({ channelId: channel.id, userId: other.id, role }),
    apply: () => promote(model, channel, actor, other, role),
  }
}

export const rename: Action = (situation) => {
  const { model, channel, actor } = situation
  const name = `name ${++counter}`
  const isAllowed = hasOwnPeople(channel) && !channel.archived && channel.member(actor) !== null
  return {
    isAllowed: isAllowed && (channel.kind === 'group' || channel.manages(actor)),
    call: (trpc) => trpc.channels.update.mutate({ channelId: channel.id, name }),
    apply: () => {
      channel.name = name
      model.postNotice(channel, actor, { notice: 'renamed', name })
    },
  }
}

export const slow: Action = (situation) => {
  const { model, channel, actor, pick } = situation
  // Rarely on, because a channel with slow mode has few messages.
  const isOn = pick % 4 === 0
  return {
    isAllowed: mayManage(situation),
    call: (trpc) => trpc.channels.update.mutate({ channelId: channel.id, slowModeSeconds: isOn ? 3_600 : 0 }),
    apply: () => {
      if (channel.slow !== isOn) model.postNotice(channel, actor, { notice: 'slowed', seconds: isOn ? '3600' : '0' })
      channel.slow = isOn
    },
  }
}

const setArchived =
  (isOn: boolean): Action =>
  ({ model, channel, actor }) => ({
    isAllowed: hasOwnPeople(channel) && channel.manages(actor),
    call: (trpc) =>
      isOn
        ? trpc.channels.archive.mutate({ channelId: channel.id })
        : trpc.channels.unarchive.mutate({ channelId: channel.id }),
    apply: () => {
      if (channel.archived !== isOn) model.postNotice(channel, actor, { notice: isOn ? 'archived' : 'unarchived' })
      channel.archived = isOn
    },
  })
export const archive = setArchived(true)
export const unarchive = setArchived(false)

export const invite: Action = (situation) => {
  const { channel, actor, pick } = situation
  const maxUses = 1 + (pick % 2)
  return {
    isAllowed: mayManage(situation),
    call: (trpc) => trpc.invites.create.mutate({ channelId: channel.id, maxUses }),
    apply: (answer) => {
      if (typeof answer !== 'object' || answer === null || !('code' in answer)) throw new Error('an invite has a code')
      channel.invites.push({
        id: idIn(answer),
        by: actor,
        code: String(answer.code),
        left: maxUses,
        isRevoked: false,
      })
    },
  }
}

/** A random invite of any channel. */
function someInvite({ model, pick }: Situation) {
  const invites = model.channels.flatMap((channel) => channel.invites.map((invite) => ({ channel, invite })))
  return of(invites, pick)
}

export const revoke: Action = (situation) => {
  const found = someInvite(situation)
  if (!found) return null
  const { channel, invite } = found
  return {
    isAllowed: channel.manages(situation.actor),
    call: (trpc) => trpc.invites.revoke.mutate({ id: invite.id }),
    apply: () => {
      invite.isRevoked = true
    },
  }
}

export const accept: Action = (situation) => {
  const found = someInvite(situation)
  if (!found) return null
  const { model, actor } = situation
  const { channel, invite } = found
  const isHere = channel.member(actor) !== null
  return {
    // A member's call succeeds, whatever became of the invite.
    isAllowed: isHere || (!invite.isRevoked && !channel.archived && invite.left > 0 && !areParted(actor, invite.by)),
    call: (trpc) => trpc.invites.accept.mutate({ code: invite.code }),
    apply: () => {
      if (isHere) return
      invite.left--
      channel.admit(actor, channel.people().length === 0 ? 'owner' : 'member')
      if (channel.kind !== 'announcement') model.postNotice(channel, actor, { notice: 'joined' })
    },
  }
}
