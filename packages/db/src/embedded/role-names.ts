export const DATABASE = 'hub';

/** initdb's role, which cannot be made less. Only this manager signs in as it. */
export const SUPERUSER = 'hub';
/** Owns the database and all that is in it; applies migrations. */
export const OWNER = 'hub_owner';
/** What the running hub is: it owns nothing. */
export const APPLICATION = 'hub_app';
/** Copies the cluster, as only a role that may replicate can; it owns nothing, and may do nothing else. */
export const BACKUP = 'hub_backup';
