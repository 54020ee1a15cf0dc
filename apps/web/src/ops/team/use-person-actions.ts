import type { Role } from '@dreamteamhub/sdk/contract';
import { readHubError } from '../../hub/hub-error.ts';
import { type Person, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { saveJson } from '../../ui/save-json.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** The actions of an owner on a team member. */
export function usePersonActions({ id, name }: Person) {
  const cache = trpc.useUtils();
  const refresh = () => cache.team.listTeam.invalidate();
  const onError = (error: unknown) => showFailure(readHubError(error).message);
  const changeRole = trpc.team.changeRole.useMutation({
    onSuccess: ({ role }) => {
      showSuccess(`${name} is now ${role}.`);
      return refresh();
    },
    onError,
  });
  const remove = trpc.team.removePerson.useMutation({
    onSuccess: () => {
      showSuccess(`${name} has left the team.`);
      return refresh();
    },
    onError,
  });
  const signOut = trpc.team.signOutPerson.useMutation({
    onSuccess: () => {
      showSuccess(`${name} has to sign in again.`);
      return refresh();
    },
    onError,
  });
  const read = trpc.privacy.exportPerson.useMutation({
    onSuccess: (data) => saveJson('person.json', data),
    onError,
  });
  const erase = trpc.privacy.erasePerson.useMutation({
    onSuccess: () => {
      showSuccess(`${name} is forgotten.`);
      return refresh();
    },
    onError,
  });
  return {
    read: () => read.mutate({ id }),
    erase: () =>
      confirm({
        title: `Remove and forget ${name}?`,
        body: 'They leave the team, and the hub erases their name and address everywhere. What they did stays on record, without a name. This cannot be undone.',
        confirm: 'Remove and forget',
        isDangerous: true,
        onConfirm: () => erase.mutate({ id }),
      }),
    isChanging: changeRole.isPending || remove.isPending || signOut.isPending,
    changeRole: (role: Role) => changeRole.mutate({ id, role }),
    signOut: () =>
      confirm({
        title: `Sign ${name} out everywhere?`,
        body: 'All of their browsers have to sign in again.',
        confirm: 'Sign out',
        onConfirm: () => signOut.mutate({ id }),
      }),
    remove: () =>
      confirm({
        title: `Remove ${name} from the team?`,
        body: 'Their sessions end at once and their password is deleted. The audit log keeps what they did; you can invite them again.',
        confirm: 'Remove',
        isDangerous: true,
        onConfirm: () => remove.mutate({ id }),
      }),
  };
}
