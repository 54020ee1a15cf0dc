import type { ExportList } from '@dreamteamhub/sdk/contract';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import type { TestHub } from '../support/hub-fixture.ts';

type Headers = Record<string, string>;

/** What a person does with exports, as the app does it. */
export function exportsOf(hub: TestHub, headers: Headers) {
  const call = (path: string, input: unknown) => callTrpc(hub, entryAt(path), { input, headers });
  const fetchFile = (id: string) =>
    hub.app.inject({ method: 'GET', url: `/api/exports/${id}/file`, headers });
  async function finished(id: string) {
    for (;;) {
      const { status, data } = await call('exports.getExport', { id });
      expect(status).toBe(200);
      if (data.status !== 'queued' && data.status !== 'running') return data;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return {
    call,
    create: (input: { list: ExportList } & Record<string, unknown>) => call('exports.createExport', input),
    finished,
    fetchFile,
    /** Exports a list to the end, and reads its file as a program would: rows by the titles of columns. */
    async read(list: ExportList, query: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
      const { status, data } = await call('exports.createExport', { list, query, ...more });
      expect(status, JSON.stringify(data)).toBe(200);
      const made = await finished(data.export.id);
      expect(made).toMatchObject({ status: 'done', problem: null });
      const response = await fetchFile(made.id);
      expect(response.statusCode).toBe(200);
      const text = response.body;
      expect(Buffer.byteLength(text)).toBe(made.bytes);
      const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
      expect(rows).toHaveLength(made.rows);
      return { made, text, rows, headers: response.headers, unknownColumns: data.unknownColumns };
    },
  };
}
