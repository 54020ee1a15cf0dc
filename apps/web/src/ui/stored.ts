/**
 * What this browser remembers for a person. Storage may be blocked or full: then a choice holds for as long as the page
 * does, and nothing else changes.
 */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Blocked or full.
  }
}
