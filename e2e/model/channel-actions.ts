import { type Action, idIn, of, type Scene } from './action.ts'
import { type Person, type Role, Room, type World } from './world.ts'

let counter = 0
const roles = ['owner', 'admin', 'member'] as const

const hasOwnPeople = (room: Room) => room.kind !== 'direct' && room.kind !== 'thread'
const isOwner = (room: Room, person: Person) => room.member(person)?.role === 'owner'
const otherOwners = (room: Room, person: Person) =>
  room.people().filter((each) => each !== person && isOwner(room, each))

/** Of a room with people of its own, and living. */
const mayManage = ({ room, actor }: Scene) => hasOwnPeople(room) && !room.archived && room.manages(actor)

export const create: Action = ({ world, actor, other, pick }) => {
  // Announcements are made by admins of the server: who registered first.
  const kind = of(['group', 'public', 'group', 'announcement'] as const, pick) ?? 'group'
  const name = `room ${++counter}`
  if (world.rooms.length > 12) return null
  return {
    isAllowed: true,
    call: (trpc) => trpc.channels.create.mutate({ kind, name, memberIds: [other.id] }),
    happen: (answer) => {
      const room = new Room(idIn(answer), kind, name)
      room.admit(actor, 'owner')
      room.admit(other)
      world.rooms.push(room)
    },
  }
}

export const openDirect: Action = ({ world, actor, other }) => {
  const known = world.rooms.find((room) => room.kind === 'direct' && room.members.has(actor) && room.members.has(other))
  const areParted = actor.blocked.has(other) || other.blocked.has(actor)
  return {
    isAllowed: actor !== other && !areParted,
    call: (trpc) => trpc.channels.openDirect.mutate({ userId: other.id }),
    happen: (answer) => {
      if (known) return
      const room = new Room(idIn(answer), 'direct', null)
      for (const person of [actor, other]) room.admit(person)
      world.rooms.push(room)
    },
  }
}

export const join: Action = ({ world, room, actor }) => {
  const isHere = room.member(actor) !== null
  const mayJoinThread = room.kind === 'thread' && room.home.member(actor) !== null && !room.isArchived
  const mayJoinRoom = room.kind !== 'thread' && room.isOpen && !room.archived
  const staysAs = room.kind !== 'thread' && !room.isOpen && isHere
  return {
    isAllowed: mayJoinThread || mayJoinRoom || staysAs,
    call: (trpc) => trpc.channels.join.mutate({ channelId: room.id }),
    happen: () => {
      if (isHere) return
      room.admit(actor, room.kind !== 'thread' && room.people().length === 0 ? 'owner' : 'member')
      if (room.kind !== 'announcement') world.note(room, actor, { notice: 'joined' })
    },
  }
}

export const leave: Action = ({ world, room, actor, other, pick }) => {
  const member = room.member(actor)
  const others = room.people().filter((person) => person !== actor)
  const isLast =
    hasOwnPeople(room) && isOwner(room, actor) && otherOwners(room, actor).length === 0 && others.length > 0
  const successor = pick % 2 === 0 ? other : null
  const mayGo = !isLast || (successor !== null && others.includes(successor))
  const isAllowed = room.kind === 'thread' ? room.mayRead(actor) : hasOwnPeople(room) && member !== null && mayGo
  return {
    isAllowed,
    call: (trpc) => trpc.channels.leave.mutate({ channelId: room.id, ...(successor && { successorId: successor.id }) }),
    happen: () => {
      if (!member) return
      if (isLast && successor) promote(world, room, actor, successor, 'owner')
      if (hasOwnPeople(room) && room.kind !== 'announcement') world.note(room, actor, { notice: 'left' })
      world.dismiss(room, actor)
    },
  }
}

export const add: Action = ({ world, room, actor, other }) => {
  const member = room.member(actor)
  const mayAdd = room.kind !== 'announcement' || room.manages(actor)
  return {
    isAllowed: hasOwnPeople(room) && !room.archived && member !== null && mayAdd,
    call: (trpc) => trpc.members.add.mutate({ channelId: room.id, userIds: [other.id] }),
    happen: () => {
      if (room.member(other)) return
      room.admit(other)
      if (room.kind !== 'announcement') world.note(room, actor, { notice: 'added', userIds: other.id, count: '1' })
    },
  }
}

export const dismiss: Action = (scene) => {
  const { world, room, actor, other } = scene
  const target = room.member(other)
  const mayReach = target !== null && (target.role !== 'owner' || isOwner(room, actor))
  return {
    isAllowed: hasOwnPeople(room) && room.manages(actor) && other !== actor && mayReach,
    call: (trpc) => trpc.members.remove.mutate({ channelId: room.id, userId: other.id }),
    happen: () => {
      world.note(room, actor, { notice: 'removed', userIds: other.id, count: '1' })
      world.dismiss(room, other)
    },
  }
}

function promote(world: World, room: Room, actor: Person, person: Person, role: Role): void {
  const member = room.member(person)
  if (!member || member.role === role) return
  member.role = role
  world.note(room, actor, { notice: 'role', userIds: person.id, count: '1', role })
}

export const setRole: Action = ({ world, room, actor, other, pick }) => {
  const role = of(roles, pick) ?? 'member'
  const target = room.member(other)
  const keepsOwner = role === 'owner' || otherOwners(room, other).length > 0 || target?.role !== 'owner'
  return {
    isAllowed: hasOwnPeople(room) && !room.archived && isOwner(room, actor) && target !== null && keepsOwner,
    call: (trpc) => trpc.members.setRole.mutate({ channelId: room.id, userId: other.id, role }),
    happen: () => promote(world, room, actor, other, role),
  }
}

export const rename: Action = (scene) => {
  const { world, room, actor } = scene
  const name = `name ${++counter}`
  const isAllowed = hasOwnPeople(room) && !room.archived && room.member(actor) !== null
  return {
    isAllowed: isAllowed && (room.kind === 'group' || room.manages(actor)),
    call: (trpc) => trpc.channels.update.mutate({ channelId: room.id, name }),
    happen: () => {
      room.name = name
      world.note(room, actor, { notice: 'renamed', name })
    },
  }
}

export const slow: Action = (scene) => {
  const { world, room, actor, pick } = scene
  // Rarely on: little is said in a slow room.
  const isOn = pick % 4 === 0
  return {
    isAllowed: mayManage(scene),
    call: (trpc) => trpc.channels.update.mutate({ channelId: room.id, slowModeSeconds: isOn ? 3_600 : 0 }),
    happen: () => {
      if (room.slow !== isOn) world.note(room, actor, { notice: 'slowed', seconds: isOn ? '3600' : '0' })
      room.slow = isOn
    },
  }
}

const setArchived =
  (isOn: boolean): Action =>
  ({ world, room, actor }) => ({
    isAllowed: hasOwnPeople(room) && room.manages(actor),
    call: (trpc) =>
      isOn
        ? trpc.channels.archive.mutate({ channelId: room.id })
        : trpc.channels.unarchive.mutate({ channelId: room.id }),
    happen: () => {
      if (room.archived !== isOn) world.note(room, actor, { notice: isOn ? 'archived' : 'unarchived' })
      room.archived = isOn
    },
  })
export const archive = setArchived(true)
export const unarchive = setArchived(false)

export const invite: Action = (scene) => {
  const { room, pick } = scene
  const maxUses = 1 + (pick % 2)
  return {
    isAllowed: mayManage(scene),
    call: (trpc) => trpc.invites.create.mutate({ channelId: room.id, maxUses }),
    happen: (answer) => {
      if (typeof answer !== 'object' || answer === null || !('code' in answer)) throw new Error('an invite has a code')
      room.invites.push({
        id: idIn(answer),
        code: String(answer.code),
        left: maxUses,
        isRevoked: false,
      })
    },
  }
}

/** One of all the invites that there are. */
function someInvite({ world, pick }: Scene) {
  const invites = world.rooms.flatMap((room) => room.invites.map((invite) => ({ room, invite })))
  return of(invites, pick)
}

export const revoke: Action = (scene) => {
  const found = someInvite(scene)
  if (!found) return null
  const { room, invite } = found
  return {
    isAllowed: room.manages(scene.actor),
    call: (trpc) => trpc.invites.revoke.mutate({ id: invite.id }),
    happen: () => {
      invite.isRevoked = true
    },
  }
}

export const accept: Action = (scene) => {
  const found = someInvite(scene)
  if (!found) return null
  const { world, actor } = scene
  const { room, invite } = found
  const isHere = room.member(actor) !== null
  return {
    // Who is there already is answered, whatever became of the invite.
    isAllowed: isHere || (!invite.isRevoked && !room.archived && invite.left > 0),
    call: (trpc) => trpc.invites.accept.mutate({ code: invite.code }),
    happen: () => {
      if (isHere) return
      invite.left--
      room.admit(actor, room.people().length === 0 ? 'owner' : 'member')
      if (room.kind !== 'announcement') world.note(room, actor, { notice: 'joined' })
    },
  }
}
