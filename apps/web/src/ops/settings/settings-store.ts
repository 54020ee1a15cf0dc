import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

/** What the forms keep between visits. Never the SMTP password. */
export interface SettingsDraft {
  webhookUrl: string;
  smtpHost: string;
  smtpPort: number | null;
  smtpUser: string;
  emailFrom: string;
  emailTo: string;
}

export interface TestResult {
  id: number;
  kind: 'webhook' | 'email' | 'events' | 'scan';
  isSuccess: boolean;
  message: string;
  /** ISO instant: by the hub's clock if it answered, otherwise by this browser's. */
  at: string;
  lowStock?: { items: { sku: string; stock: number; threshold: number }[]; count: number };
}

interface SettingsState {
  draft: SettingsDraft;
  results: TestResult[];
  setDraft: (changes: Partial<SettingsDraft>) => void;
  clearDraft: () => void;
  addResult: (result: Omit<TestResult, 'id'>) => void;
  clearResults: () => void;
}

const MOST_RESULTS = 20;

export const emptyDraft: SettingsDraft = {
  webhookUrl: '',
  smtpHost: '',
  smtpPort: 587,
  smtpUser: '',
  emailFrom: '',
  emailTo: '',
};

/** Copies field by field, so that nothing else from a form reaches the browser's storage. */
export function pickDraft(values: Partial<SettingsDraft>): Partial<SettingsDraft> {
  const names = Object.keys(emptyDraft) as (keyof SettingsDraft)[];
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}

/**
 * The draft and the results of the ops settings page. The draft is in session storage, which ends with the tab,
 * because the address of a webhook is a secret. Results are not stored.
 */
export const useSettingsStore = create<SettingsState>()(
  persist(
    (set) => ({
      draft: emptyDraft,
      results: [],
      setDraft: (changes) => set((state) => ({ draft: { ...state.draft, ...pickDraft(changes) } })),
      clearDraft: () => set({ draft: emptyDraft }),
      addResult: (result) =>
        set((state) => ({
          results: [{ ...result, id: (state.results[0]?.id ?? 0) + 1 }, ...state.results].slice(
            0,
            MOST_RESULTS,
          ),
        })),
      clearResults: () => set({ results: [] }),
    }),
    {
      name: 'dreamteamhub.ops-settings-draft',
      version: 1,
      storage: createJSONStorage(() => sessionStorage),
      partialize: (state) => ({ draft: pickDraft(state.draft) }),
      merge: (stored, state) => ({
        ...state,
        draft: {
          ...state.draft,
          ...pickDraft((stored as { draft?: Partial<SettingsDraft> } | undefined)?.draft ?? {}),
        },
      }),
    },
  ),
);
