import { useEffect } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { type SettingsDraft, useSettingsStore } from './settings-store.ts';

/** Saves what a person types as the draft of this tab. The store drops fields that do not belong to a draft. */
export function useDraft<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
): void {
  const setDraft = useSettingsStore((state) => state.setDraft);
  useEffect(() => {
    const subscription = form.watch((values) => setDraft(values as Partial<SettingsDraft>));
    return () => subscription.unsubscribe();
  }, [form, setDraft]);
}
