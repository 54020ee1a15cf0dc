import { describe, expect, it } from 'vitest';
import { buildSnippets } from './snippets.ts';

const snippets = buildSnippets({
  origin: 'https://hub.example.com',
  pixelId: 'pixel-1',
  handle: 'käse blog',
});
const { link, ...code } = snippets;

describe('buildSnippets', () => {
  it.each(Object.entries(code))('%s names the real hub and the real pixel', (_, text) => {
    expect(text).toContain('https://hub.example.com');
    expect(text).toContain('pixel-1');
  });

  it('links to the partner by its handle, whatever is in it', () => {
    expect(link).toBe('https://hub.example.com/r/k%C3%A4se%20blog');
  });

  it('shows the SDK in three lines', () => {
    expect(snippets.sdk.split('\n')).toHaveLength(3);
  });

  it('sends a browser’s user agent with curl, because the hub counts no bots', () => {
    expect(snippets.curl).toMatch(/-H 'user-agent: Mozilla/);
  });
});
