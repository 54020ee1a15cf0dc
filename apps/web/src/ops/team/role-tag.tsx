import type { Role } from '@dreamteamhub/sdk/contract';
import { Tag, type Tone } from '../../ui/tag.tsx';

const tones: Record<Role, Tone> = { owner: 'accent', operator: 'neutral', analyst: 'faint' };

export function RoleTag({ role }: { role: Role }) {
  return <Tag tone={tones[role]}>{describeRole(role)}</Tag>;
}

export function describeRole(role: Role): string {
  return `${role.charAt(0).toUpperCase()}${role.slice(1)}`;
}
