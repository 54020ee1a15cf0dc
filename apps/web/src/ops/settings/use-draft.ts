import { useEffect } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { type SettingsDraft, useSettingsStore } from './settings-store.ts';

/** Keeps what is typed into a form as the draft of this tab; the store drops what is no part of a draft. */
export function useDraft<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
): void {
  const setDraft = useSettingsStore((state) => state.setDraft);
  useEffect(() => {
    const subscription = form.watch((values) => setDraft(values as Partial<SettingsDraft>));
    return () => subscription.unsubscribe();
  }, [form, setDraft]);
}
