import { Readable } from 'node:stream';
import { admin, auditFilter } from '@dreamteamhub/sdk/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { fromZodError } from '../../../platform/app-error.ts';
import { csvLine } from '../../../platform/csv.ts';
import type { CreateContext } from '../../../transport/context.ts';
import { guard } from '../../../transport/guard.ts';
import type { AuditEntryView, AuditFilterInput, AuditService } from '../audit-service.ts';

const COLUMNS = [
  'id',
  'at',
  'actor kind',
  'actor',
  'action',
  'subject kind',
  'subject',
  'subject name',
  'before',
  'after',
  'network',
  'request',
] as const;

const filterSchema = z.strictObject(auditFilter);

/** Serves the audit log as a file, to those who may list it. */
export function registerAuditExport(
  app: FastifyInstance,
  audit: AuditService,
  createContext: CreateContext,
): void {
  app.get('/api/ops/audit-log.csv', async (request, reply) => {
    await guard(admin.audit.listEntries, createContext(request));
    const filter = filterSchema.safeParse(request.query);
    if (!filter.success) throw fromZodError(filter.error);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="audit-log.csv"')
      .header('cache-control', 'no-store')
      .send(Readable.from(toLines(audit, filter.data)));
  });
}

async function* toLines(audit: AuditService, filter: AuditFilterInput): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const entry of audit.all(filter)) yield csvLine(toCells(entry));
}

function toCells(entry: AuditEntryView): (string | number | null)[] {
  return [
    entry.id,
    entry.at,
    entry.actorKind,
    entry.actorName ?? entry.actorId,
    entry.action,
    entry.subjectKind,
    entry.subjectId,
    entry.subjectName,
    entry.before === null ? null : JSON.stringify(entry.before),
    entry.after === null ? null : JSON.stringify(entry.after),
    entry.network,
    entry.requestId,
  ];
}
