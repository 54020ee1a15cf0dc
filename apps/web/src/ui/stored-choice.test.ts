import { describe, expect, it, vi } from 'vitest';
import { StoredChoice } from './stored-choice.ts';

const KEY = 'test.choice';

function withStorage(start: Record<string, string> = {}) {
  const stored = new Map(Object.entries(start));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
  return stored;
}

describe('a choice that a browser keeps', () => {
  it('is the first word until another is chosen, and then that one, also later', () => {
    const stored = withStorage();
    const choice = new StoredChoice(KEY, ['on', 'off']);
    expect(choice.current()).toBe('on');
    choice.choose('off');
    expect(choice.current()).toBe('off');
    expect(stored.get(KEY)).toBe('off');
    expect(new StoredChoice(KEY, ['on', 'off']).current()).toBe('off');
  });

  it('does not take a word that it does not know', () => {
    withStorage({ [KEY]: 'perhaps' });
    expect(new StoredChoice(KEY, ['on', 'off']).current()).toBe('on');
  });

  it('holds for the page where storage is blocked', () => {
    const blocked = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked });
    const choice = new StoredChoice(KEY, ['on', 'off']);
    choice.choose('off');
    expect(choice.current()).toBe('off');
  });

  it('tells whoever shows it, and follows other tabs', () => {
    withStorage();
    const listeners = new Map<string, (event: unknown) => void>();
    vi.stubGlobal('addEventListener', (name: string, listener: (event: unknown) => void) =>
      listeners.set(name, listener),
    );
    vi.stubGlobal('removeEventListener', (name: string) => listeners.delete(name));
    const choice = new StoredChoice(KEY, ['on', 'off']);
    const seen: string[] = [];
    const stop = choice.watch(() => seen.push(choice.current()));
    choice.choose('off');
    listeners.get('storage')?.({ key: 'another', newValue: 'on' });
    listeners.get('storage')?.({ key: KEY, newValue: 'on' });
    expect(seen).toEqual(['off', 'on']);
    stop();
    expect(listeners.size).toBe(0);
  });
});
