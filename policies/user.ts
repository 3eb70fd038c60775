/** What a user is, as `--user` writes it: name or number, with a group after a colon. */
export function userKind(text: string | null | undefined): 'unset' | 'root' | 'named' | 'numeric' {
  const [user = ''] = (text ?? '').split(':');
  if (user.trim() === '') return 'unset';
  if (user === 'root' || /^0+$/.test(user)) return 'root';
  return /^\d+$/.test(user) ? 'numeric' : 'named';
}

/** Whether a group is root's, or one whose members command the host. */
export const isPrivilegedGroup = (group: string): boolean =>
  /^0+$/.test(group) || ['root', 'docker', 'sudo', 'wheel', 'disk', 'shadow', 'kmem', 'lxd', 'adm'].includes(group);
