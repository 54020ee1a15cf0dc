import { describe, expect, it } from 'vitest';
import { buildSnippets } from './snippets.ts';

const snippets = buildSnippets({ origin: 'https://hub.example.com', pixelId: 'pixel-1' });

describe('buildSnippets', () => {
  it.each(Object.entries(snippets))('%s names the real hub and the real pixel', (_, code) => {
    expect(code).toContain('https://hub.example.com');
    expect(code).toContain('pixel-1');
  });

  it('shows the SDK in three lines', () => {
    expect(snippets.sdk.split('\n')).toHaveLength(3);
  });

  it('sends a browser’s user agent with curl, because the hub counts no bots', () => {
    expect(snippets.curl).toMatch(/-H 'user-agent: Mozilla/);
  });
});
