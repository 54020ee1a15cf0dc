import { DatabaseError } from 'pg';

/** An error as the driver throws it when PostgreSQL answers with this SQLSTATE. */
export function databaseError(sqlState: string, message = `raised as ${sqlState}`): Error {
  return Object.assign(new DatabaseError(message, message.length, 'error'), { code: sqlState });
}
