import { beforeEach, describe, expect, it, vi } from 'vitest';

/** The part of a browser's storage that the store needs. */
function memoryStorage(): Storage {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    clear: () => entries.clear(),
    getItem: (key) => entries.get(key) ?? null,
    key: (index) => [...entries.keys()][index] ?? null,
    removeItem: (key) => void entries.delete(key),
    setItem: (key, value) => void entries.set(key, value),
  };
}

const everything = (storage: Storage) =>
  Array.from({ length: storage.length }, (_, index) => storage.getItem(storage.key(index) ?? '')).join('\n');

async function loadStore() {
  vi.resetModules();
  return (await import('./settings-store.ts')).useSettingsStore;
}

beforeEach(() => {
  vi.stubGlobal('sessionStorage', memoryStorage());
  vi.stubGlobal('localStorage', memoryStorage());
});

describe('the settings store', () => {
  it('keeps the draft for the next visit in this tab', async () => {
    (await loadStore()).getState().setDraft({ webhookUrl: 'https://hooks.example.com/T0', smtpPort: 465 });
    const { draft } = (await loadStore()).getState();
    expect(draft).toMatchObject({ webhookUrl: 'https://hooks.example.com/T0', smtpPort: 465 });
  });

  it('never stores the password, even when a form hands it over', async () => {
    const store = await loadStore();
    const values = { smtpHost: 'smtp.example.com', smtpPass: 'correct horse' };
    store.getState().setDraft(values);
    expect(everything(sessionStorage)).toContain('smtp.example.com');
    expect(everything(sessionStorage)).not.toContain('correct horse');
    expect(JSON.stringify(store.getState())).not.toContain('correct horse');
  });

  it('writes nothing that outlives the tab', async () => {
    (await loadStore()).getState().setDraft({ webhookUrl: 'https://hooks.example.com/T0' });
    expect(localStorage.length).toBe(0);
  });

  it('does not store results', async () => {
    const store = await loadStore();
    store
      .getState()
      .addResult({ kind: 'webhook', isSuccess: true, message: 'sent to #ops', at: '2026-01-01T00:00:00Z' });
    expect(store.getState().results).toHaveLength(1);
    expect(everything(sessionStorage)).not.toContain('sent to #ops');
  });

  it('gives every result its own id, newest first', async () => {
    const store = await loadStore();
    for (let count = 0; count < 25; count++) {
      store
        .getState()
        .addResult({ kind: 'scan', isSuccess: true, message: `${count}`, at: '2026-01-01T00:00:00Z' });
    }
    const { results } = store.getState();
    expect(results).toHaveLength(20);
    expect(results[0]?.message).toBe('24');
    expect(new Set(results.map((result) => result.id)).size).toBe(20);
  });
});
